"""Files that supply takes in."""
