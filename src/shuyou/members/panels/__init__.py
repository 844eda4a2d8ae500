"""What members show on pages that show many packages."""

from shuyou.members.panels import daily, people, privacy

__all__ = ["daily", "people", "privacy"]
