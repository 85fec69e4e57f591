"""SQLite for tests."""
