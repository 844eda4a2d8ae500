"""What members show on pages that show many packages."""

from shuyou.members.panels import cards, daily, merging, people, privacy

__all__ = ["cards", "daily", "merging", "people", "privacy"]
