"""What orders write for others to read."""
