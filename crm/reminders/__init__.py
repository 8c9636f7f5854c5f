"""What is due: profiles to confirm, what waits for somebody, and one bundled mail about it."""
