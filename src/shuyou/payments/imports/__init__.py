"""Files of money from outside."""
