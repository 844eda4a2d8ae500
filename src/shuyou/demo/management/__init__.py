"""Commands of the sample club."""
