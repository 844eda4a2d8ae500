"""Other ways to do the same: bare SQL, plain Django, other products."""
