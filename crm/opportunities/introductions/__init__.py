"""Bringing parties together: from the letter to what came of it."""
