"""Rules of insight: pure functions and portable expressions."""
