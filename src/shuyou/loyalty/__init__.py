"""The points ledger and the rules that fill it."""
