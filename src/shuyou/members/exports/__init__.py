"""What members hands out as files."""
