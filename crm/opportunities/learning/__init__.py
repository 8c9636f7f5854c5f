"""What the network's own past teaches about how much each reason counts."""
