"""The fields a club asks readers for: those in use, and all of them for the settings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.usecase import query
from shuyou.members.models import Attribute
from shuyou.members.queries._list import speaks_chinese
from shuyou.members.rules.preferences import Choice, choices_in, choices_written


@dataclass(frozen=True, slots=True)
class AttributeRow:
    """A field as people see it: what it is called, what may be said, what whoever types gets for it."""

    attribute_id: int
    code: str
    group: str
    group_label: str
    kind: str
    kind_label: str
    name: str
    choices: tuple[Choice, ...]
    payoff: str
    retired_at: datetime | None

    @property
    def offered(self) -> list[tuple[str, str]]:
        """Return what can be chosen, with its name."""
        is_chinese = speaks_chinese()
        return [(one.code, one.name(is_chinese=is_chinese)) for one in self.choices if not one.is_old]


@dataclass(frozen=True, slots=True)
class AttributeTerms:
    """A field as it was typed, to be changed."""

    code: str
    kind: str
    group: str
    name_zh: str
    name_en: str
    options: str
    payoff_zh: str
    payoff_en: str


def attributes_in_use() -> list[AttributeRow]:
    """Return the fields that are asked for, in their order, in one query."""
    return [attribute_row(row) for row in Attribute.objects.filter(retired_at=None).order_by("rank", "pk")]


@query("members.manage_attributes")
def all_attributes(*, actor: Actor) -> Sequence[AttributeRow]:
    """Return every field, those in use first, in their order, in one query."""
    rows = [attribute_row(row) for row in Attribute.objects.order_by("rank", "pk")]
    return [row for row in rows if row.retired_at is None] + [row for row in rows if row.retired_at is not None]


@query("members.manage_attributes")
def attribute_terms(*, attribute_id: int, actor: Actor) -> AttributeTerms:
    """
    Return a field as it was typed.

    :raises NotFound: there is none.
    """
    row = Attribute.objects.filter(pk=attribute_id).first()
    if row is None:
        raise NotFound(what="field", key=attribute_id)
    options = choices_written(choices_in(row.options))
    return AttributeTerms(
        row.code, row.kind, row.group, row.name_zh, row.name_en, options, row.payoff_zh, row.payoff_en
    )


def attribute_row(row: Attribute) -> AttributeRow:
    """Return a field in the reader's language."""
    is_chinese = speaks_chinese()
    return AttributeRow(
        row.pk, row.code, row.group, str(Attribute.Group(row.group).label), row.kind,
        str(Attribute.Kind(row.kind).label), row.name_zh if is_chinese else row.name_en, choices_in(row.options),
        row.payoff_zh if is_chinese else row.payoff_en, row.retired_at,
    )  # fmt: skip
