"""Search: parties and people by name, word, part of a word, or the end of a phone number."""
