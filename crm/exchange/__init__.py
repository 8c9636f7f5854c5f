"""Import and export: files of the exchange format and registers, in and out."""
