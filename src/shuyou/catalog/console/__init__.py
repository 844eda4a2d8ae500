"""The staff pages of the catalog."""
