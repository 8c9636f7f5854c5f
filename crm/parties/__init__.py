"""Parties: who there is, what they are, and who may see them."""
