"""What Shuyou owes in figures (docs/bench.tsv), measured beside peers and physical limits: `shuyou bench`."""
