"""How orders are written for the systems of suppliers."""
