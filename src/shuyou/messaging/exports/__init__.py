"""Files that messages leave the house in."""
