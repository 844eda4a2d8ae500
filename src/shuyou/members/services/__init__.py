"""What changes members: the front door."""

from shuyou.members.services._hold_member import HeldMember, hold_member

__all__ = ["HeldMember", "hold_member"]
