"""
Facts about a member: what each is, in which unit, from which tables, and how it is worked out.

A fact is data (`FACTS`): its expression is portable, the same for every engine, for all members at night and for one
member within seconds.
"""

from shuyou.insight.rules.facts.build import FACTS, GROUPS, facts_by_name, member_facts
from shuyou.insight.rules.facts.model import Fact, Group, Unit

__all__ = ["FACTS", "GROUPS", "Fact", "Group", "Unit", "facts_by_name", "member_facts"]
