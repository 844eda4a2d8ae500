"""What values are in words: choices by their labels, other rows by their names, money as money."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, Final

from django.apps import apps
from django.db import models
from django.utils.translation import get_language, gettext

from shuyou.kernel.clock import club_zone
from shuyou.kernel.history import Cell
from shuyou.kernel.personal import ToldTable
from shuyou.kernel.templatetags.trade import posted_for
from shuyou.kernel.templatetags.ui import money
from shuyou.members.queries._privacy import PARTS
from shuyou.members.queries._told import LABELS

MOMENT_LENGTH: Final = 19
"""Characters of an ISO date and time without fractions."""

CENTS: Final = 2
"""Decimal places of columns that hold money."""

NAMES: Final = ("name", "name_zh", "label_zh", "file_name", "title")
"""What rows that others refer to are called by; the one in the reader's language comes first."""


class Words:
    """The words for one table's values, in the reader's language."""

    def __init__(self, told: ToldTable) -> None:
        self._table = told.table.name
        self._fields = _fields(self._table)
        self._names = {column: self._named(column, told.rows) for column in told.table.shown}

    def say(self, column: str, value: Cell) -> str:
        """Return a value as its reader understands it; empty if there is none."""
        if value is None or value == "":
            return ""
        if isinstance(value, bool):
            return gettext("yes") if value else gettext("no")
        field = self._fields.get(column)
        if names := self._names.get(column):
            return names.get(str(value), "")
        if field is not None and field.choices:
            return str(dict(field.flatchoices).get(value, value))
        if isinstance(field, models.DecimalField) and field.decimal_places == CENTS:
            return money(Decimal(str(value)))
        return _said(self._table, column, value)

    def _named(self, column: str, rows: Sequence[Mapping[str, Cell]]) -> Mapping[str, str]:
        """Return the names of the rows that a column refers to, in one query; none where it refers to nothing."""
        field = self._fields.get(column)
        if not isinstance(field, models.ForeignKey):
            return {}
        kept = {one.name for one in field.related_model._meta.local_fields}
        wanted = NAMES if (get_language() or "").startswith("zh") else [name.replace("_zh", "_en") for name in NAMES]
        name = next((name for name in wanted if name in kept), None)
        keys = {row.get(column) for row in rows} - {None}
        if name is None:
            return {}
        found = field.related_model._default_manager.filter(pk__in=keys).order_by("pk")
        return {str(pk): str(said) for pk, said in found.values_list("pk", name)}


@cache
def _fields(table: str) -> "Mapping[str, models.Field[Any, Any]]":
    """Return the fields of a table by column; none for tables without a model."""
    found = next((model for model in apps.get_models() if model._meta.db_table == table), None)
    return {field.attname: field for field in found._meta.local_fields} if found else {}


def _said(table: str, column: str, value: Cell) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {said}" for key, said in value.items() if said not in ("", None))
    text = str(value)
    if table == "kernel_event" and column == "name":
        return str(LABELS.get(text, text))
    if table == "members_personaldataaccess" and column == "part":
        return str(PARTS.get(text, text))
    if column == "source":
        return posted_for(text)
    is_moment = isinstance(value, str) and len(text) > MOMENT_LENGTH and text[10:11] == "T"
    return _local(text) if is_moment else text


def _local(text: str) -> str:
    try:
        return datetime.fromisoformat(text).astimezone(club_zone()).strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return text
