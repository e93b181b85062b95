"""A dossier sealed for keeping: what is in it, how it is signed, and how it is checked."""
