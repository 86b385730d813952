"""One router a noun, schemas, the error table."""
