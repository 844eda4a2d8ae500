"""Staff pages of insight."""
