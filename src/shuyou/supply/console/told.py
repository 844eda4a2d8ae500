"""The history of a paper or a supplier in words: which field said what before, and what after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.history import Change
from shuyou.kernel.templatetags.trade import discount
from shuyou.kernel.templatetags.ui import iso, moment

FIELDS: Final[Mapping[str, Any]] = {
    "state": _("State"), "terms": _("Terms"), "source": _("Source"), "currency": _("Currency"), "note": _("Note"),
    "exchange_rate": _("Exchange rate"), "expected_on": _("Expected on"), "approved_at": _("Approved"),
    "sent_at": _("Sent"), "sent_as": _("Sent as"), "answered_at": _("Answered"),
    "closed_at": pgettext_lazy("an order", "Closed"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """One change as people read it: what fields said before and after."""

    at: datetime
    actor_name: str
    before: Mapping[str, object]
    after: Mapping[str, object]


def told(changes: Sequence[Change], model: type[models.Model], labels: Mapping[str, Any] | None = None) -> list[Told]:
    """Return changes of a row of a model in words; a field that nobody named keeps the name it has."""
    names = {**FIELDS, **(labels or {})}
    fields = {field.column: field for field in model._meta.concrete_fields}

    def said(cells: Mapping[str, Any]) -> Mapping[str, object]:
        return {str(names.get(name, name)): _said(fields.get(name), value) for name, value in cells.items()}

    return [Told(change.at, change.actor_name, said(change.before), said(change.after)) for change in changes]


def _said(field: Any, value: Any) -> object:
    """Return what a field holds as people say it."""
    if value is None or value == "" or field is None:
        return value
    if field.flatchoices:
        return dict(field.flatchoices).get(value, value)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(field, models.DateTimeField):
        return moment(datetime.fromisoformat(str(value)))
    if isinstance(field, models.DateField):
        return iso(date.fromisoformat(str(value)))
    return discount(field.to_python(str(value))) if field.name == "discount_rate" else value
