"""Files that loyalty writes."""
