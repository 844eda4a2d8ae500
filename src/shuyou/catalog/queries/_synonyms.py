"""Words that mean the same to whoever searches."""

from dataclasses import dataclass
from datetime import datetime

from shuyou.catalog.models import Synonym
from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import query

MOST: int = 2_000


@dataclass(frozen=True, slots=True)
class SynonymRow:
    """Words for the same, and when somebody changed them last."""

    group_id: int
    words: tuple[str, ...]
    changed_at: datetime


@query("catalog.view")
def synonyms(*, actor: Actor) -> list[SynonymRow]:
    """Return the groups of words, those changed last first, in one query."""
    groups: dict[int, SynonymRow] = {}
    rows = Synonym.objects.order_by("-group__changed_at", "-group_id", "pk").values_list(
        "group_id", "word", "group__changed_at"
    )[:MOST]
    for group_id, word, changed_at in rows:
        before = groups.get(group_id)
        groups[group_id] = SynonymRow(group_id, (*(before.words if before else ()), word), changed_at)
    return list(groups.values())
