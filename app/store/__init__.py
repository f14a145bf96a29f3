"""The review file (SQLite): schema, journal, predictions."""
