"""One folder a type (data, no code) and the reader of those folders; form definitions likewise."""
