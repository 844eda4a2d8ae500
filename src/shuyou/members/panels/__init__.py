"""What members show on pages that show many packages."""

from shuyou.members.panels import (
    cards,
    daily,
    households,
    merging,
    papers,
    people,
    preferences,
    privacy,
    segments,
)

__all__ = ["cards", "daily", "households", "merging", "papers", "people", "preferences", "privacy", "segments"]
