"""Titles as files: tables, ONIX, MARC."""
