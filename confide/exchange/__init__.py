"""Formats in which something leaves: no HTTP, no database, the same bytes for the same facts."""
