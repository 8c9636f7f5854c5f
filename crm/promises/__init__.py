"""Toezeggingen: what parties promised each other, in both directions."""
