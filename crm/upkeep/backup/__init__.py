"""Back-up and restore: one file, made while the system runs, that is whole or refused."""
