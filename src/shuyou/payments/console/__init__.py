"""Staff pages of payments."""
