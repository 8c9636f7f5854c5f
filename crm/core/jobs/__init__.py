"""Work that takes longer than a request: asked for by a page, done by the worker, seen again."""
