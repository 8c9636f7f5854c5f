"""Links between parties, the edge table made of them, and contact moments."""
