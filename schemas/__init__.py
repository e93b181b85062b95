"""The nouns: what is written down about a congress. Imports nothing of ours."""
