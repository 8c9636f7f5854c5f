"""Two parties into one, and apart again."""
