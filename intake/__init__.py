"""The border: the only room that opens untrusted bytes (sniff, limits, render in a bounded process)."""
