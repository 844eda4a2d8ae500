"""Papers of money that leave the house."""
