"""What members show on pages that show many packages."""

from shuyou.members.panels import cards, daily, merging, pairs, people, privacy

__all__ = ["cards", "daily", "merging", "pairs", "people", "privacy"]
