"""What keeps an installation going: a municipality to try things with, and its checks."""
