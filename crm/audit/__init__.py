"""What happened: one append-only event for every accepted change."""
