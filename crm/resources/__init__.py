"""What parties offer and need, schemes, and who received what."""
