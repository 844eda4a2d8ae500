"""How many readers staff may take away in files on their own word, by role."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.permissions import Role
from shuyou.kernel.usecase import use_case
from shuyou.members.errors.lists import ExportLimitNotPossible
from shuyou.members.events.lists import ExportLimitSet
from shuyou.members.models import ExportLimit

MOST: Final = 100_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportLimitDraft:
    """The limits of a role as they were typed: of a file and of a day, of any rows and of those in full."""

    role: str
    rows: str
    rows_per_day: str
    open_rows: str
    open_rows_per_day: str


@use_case("members.set_export_limits")
def set_export_limit(draft: ExportLimitDraft, *, actor: Actor, at: datetime) -> None:
    """
    Say how many readers a role may take away in a file and in a day; the row history keeps what it was.

    :raises NotFound: there is no such role.
    :raises ExportLimitNotPossible: no whole number, or a day that allows fewer than a single file.
    """
    if draft.role not in set(Role):
        raise NotFound(what=_("role"), key=draft.role)
    rows, per_day = _read(draft.rows), _read(draft.rows_per_day)
    open_rows, open_per_day = _read(draft.open_rows), _read(draft.open_rows_per_day)
    for one, day, typed in ((rows, per_day, draft.rows_per_day), (open_rows, open_per_day, draft.open_rows_per_day)):
        if day < one:
            raise ExportLimitNotPossible(value=typed)
    limits = ExportLimit.objects.select_for_update()
    limit = limits.filter(role=draft.role).first() or ExportLimit(role=draft.role)
    limit.rows, limit.rows_per_day = rows, per_day
    limit.open_rows, limit.open_rows_per_day = open_rows, open_per_day
    limit.save()
    publish(ExportLimitSet(role=draft.role, rows=rows, open_rows=open_rows), actor=actor, at=at)


def _read(typed: str) -> int:
    text = "".join(typed.split()).replace(",", "").replace("，", "")
    if not (text.isdecimal() and int(text) <= MOST):
        raise ExportLimitNotPossible(value=typed)
    return int(text)
