"""What the club knows of its readers together: the lake, their value, what they will want."""
