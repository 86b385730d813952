"""Small sample documents with truth, and the program that makes them."""
