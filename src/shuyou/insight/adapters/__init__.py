"""The lake on the disk, the database it is filled from, and the engines that work on it."""
