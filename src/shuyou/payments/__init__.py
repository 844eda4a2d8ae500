"""Money that came in, and what it was for."""
