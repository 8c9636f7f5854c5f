"""People, the roles they have at parties, and who at the town hall holds which party."""
