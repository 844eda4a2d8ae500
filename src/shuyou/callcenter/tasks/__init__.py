"""What the call center does in the background: the process of a switch, and the watch over the floor."""

from shuyou.callcenter.tasks.watching import watch_floor

__all__ = ["watch_floor"]
