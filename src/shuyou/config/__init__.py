"""Settings, URLs and processes: imports all, is imported by none."""
