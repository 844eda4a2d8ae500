"""What readers ask, search for and look at, of all of them: the wishes before the orders."""

from dataclasses import dataclass
from datetime import date, datetime

from shuyou.kernel.actor import Actor
from shuyou.kernel.paging import PAGE, Page, Place, behind, within
from shuyou.kernel.usecase import query
from shuyou.members.models import Contact, Inquiry


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedFilter:
    """Which of them a list shows."""

    kind: str = ""
    channel: str = ""
    is_vain: bool = False
    """Only what nothing was found for."""
    from_day: date | None = None
    to_day: date | None = None


@dataclass(frozen=True, slots=True)
class AskedRow:
    """One thing that was asked, and by whom."""

    inquiry_id: int
    kind: str
    channel: str
    text: str
    hits: int | None
    at: datetime
    number: str
    name: str


@query("members.see_questions")
def list_asked(*, wanted: AskedFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[AskedRow]:
    """Return what readers asked, the latest first, in one query; who asked stays empty for those who see no members."""
    rows = Inquiry.objects.select_related("person__member")
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.channel:
        rows = rows.filter(channel=wanted.channel)
    if wanted.is_vain:
        rows = rows.filter(hits=0)
    rows = within(rows, "at", wanted.from_day, wanted.to_day)
    found, after = behind(rows, place, limit=limit)
    sees = actor.may("members.view")
    return Page(tuple(_row(row, sees=sees) for row in found), after)


def _row(row: Inquiry, *, sees: bool) -> AskedRow:
    who = (row.person.member.number, row.person.name or "") if sees else ("", "")
    kind, channel = str(Inquiry.Kind(row.kind).label), str(Contact.Channel(row.channel).label)
    return AskedRow(row.pk, kind, channel, row.text, row.hits, row.at, *who)
