"""Where one document ends and the next begins; which type; which form."""
