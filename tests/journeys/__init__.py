"""Stories across packages."""
