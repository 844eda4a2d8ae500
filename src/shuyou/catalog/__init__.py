"""Works, items, identifiers, contributors and price lists."""
