"""Files from people, read into nouns."""
