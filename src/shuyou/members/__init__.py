"""People, cards, consent, tiers and the one key that finds them."""
