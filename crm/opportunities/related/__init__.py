"""Who is alike in what they do."""
