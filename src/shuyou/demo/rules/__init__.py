"""The sample club, worked out on paper: pure functions of a seed and a date."""
