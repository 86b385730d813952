"""What leaves the house: exports/<format>.py and webhooks. Knows results as plain mappings, no tables and no requests."""
