"""What members show on pages that show many packages."""

from shuyou.members.panels import (
    cards,
    daily,
    households,
    merging,
    pairs,
    papers,
    people,
    preferences,
    privacy,
    sign_ups,
)

__all__ = ["cards", "daily", "households", "merging", "pairs", "papers", "people", "preferences", "privacy", "sign_ups"]
