"""Switches that the call center can be run with."""
