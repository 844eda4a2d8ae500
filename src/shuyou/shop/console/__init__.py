"""Staff pages of the shop."""
