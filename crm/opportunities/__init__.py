"""Who could be connected and why, who is alike, and who could be the contact person."""
