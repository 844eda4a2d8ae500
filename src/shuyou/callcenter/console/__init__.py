"""Staff pages of the call center."""
