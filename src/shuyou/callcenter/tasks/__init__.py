"""What meets the world: the switch's process and what it holds."""
