"""What members show on pages that show many packages."""

from shuyou.members.panels import cards, daily, people, privacy

__all__ = ["cards", "daily", "people", "privacy"]
