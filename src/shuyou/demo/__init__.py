"""The sample club."""
