"""Promises of safety, shown by breaking things on purpose."""
