"""Staff pages of messaging."""
