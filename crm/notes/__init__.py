"""Notes: what the town hall reads in a matter, for itself, for a while."""
