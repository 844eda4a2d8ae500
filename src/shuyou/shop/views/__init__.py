"""Pages of the shop: its window, and what belongs to one reader alone."""
