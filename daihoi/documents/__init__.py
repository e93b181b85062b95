"""What is written for people: the papers, and the only Jinja in the house."""
