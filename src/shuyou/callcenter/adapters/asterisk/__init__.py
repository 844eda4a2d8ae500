"""Asterisk as a switch, spoken with over ARI."""
