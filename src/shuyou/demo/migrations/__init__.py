"""Migrations of the sample club."""
