"""Pages of administrators: which programs may call, and which are told what happens."""
