"""Files of members: what their columns are called."""
