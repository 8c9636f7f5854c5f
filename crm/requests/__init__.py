"""Questions put to the town hall: where they lie, and what comes next."""
