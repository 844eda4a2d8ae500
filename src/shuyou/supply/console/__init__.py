"""The staff pages of supply."""
