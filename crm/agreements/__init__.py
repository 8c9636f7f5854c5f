"""Agreements: what parties agreed, attached to the links it is about."""
