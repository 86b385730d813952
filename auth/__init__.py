"""Keys, sessions, roles: pure rules; the rows are in storage."""
