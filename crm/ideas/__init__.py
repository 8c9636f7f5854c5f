"""What somebody wants to do, and what is there already."""
