"""The columns that a list of members can show: our own, and those that other packages offer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.registry import registry
from shuyou.kernel.templatetags.ui import money, points
from shuyou.members import queries
from shuyou.members.models import Member, Person
from shuyou.members.queries import MemberRow, MoreOfMember, Sort, mask_card
from shuyou.members.rules.fields import LIKED
from shuyou.members.rules.listing import TRADE

SLOT: Final = "members"
USUAL: Final = ("number", "tier", "phone", "card", "city", "joined")
"""Columns of a list for which nobody chose others; the name always comes first."""


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column: its heading, the order it stands for, and the text of its cells; `is_more` wants another query."""

    key: str
    label: str | Promise
    cell: Callable[[MemberRow, MoreOfMember | None], str]
    sort: Sort | None = None
    cls: str = ""
    is_more: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one place of the list."""

    key: str
    text: str
    cls: str
    label: str | Promise = ""
    """What a figure is, where there is no heading above it: on telephones."""
    style: int = 0
    """The style of a tier."""


@dataclass(frozen=True, slots=True)
class Line:
    """A member and the cells of the columns shown."""

    row: MemberRow
    cells: Sequence[Cell]


def _more(read: Callable[[MoreOfMember], str]) -> Callable[[MemberRow, MoreOfMember | None], str]:
    return lambda _row, more: read(more) if more else ""


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _year(day: date | None) -> str:
    return str(day.year) if day else ""


def _status(row: MemberRow, _more: MoreOfMember | None) -> str:
    return str(Member.Status(row.status).label)


def _gender(more: MoreOfMember) -> str:
    return str(Person.Gender(more.gender).label) if more.gender else ""


OWN: Final = (
    ListColumn("number", _("Number"), lambda row, _more: row.number, Sort.NUMBER, "n"),
    ListColumn("tier", _("Tier"), lambda row, _more: row.tier),
    ListColumn("status", _("Status"), _status),
    ListColumn("phone", _("Phone"), lambda row, _more: row.phone, None, "n"),
    ListColumn("email", _("E-mail"), _more(lambda more: more.email), is_more=True),
    ListColumn("card", _("Card"), lambda row, _more: mask_card(row.card), None, "n"),
    ListColumn("province", _("Province"), _more(lambda more: more.province), is_more=True),
    ListColumn("city", _("City"), lambda row, _more: row.city),
    ListColumn("district", _("District"), _more(lambda more: more.district), is_more=True),
    ListColumn("joined", _("Joined"), lambda row, _more: _iso(row.joined_on), Sort.JOINED, "n"),
    ListColumn("via", _("Joined via"), _more(lambda more: more.joined_via), is_more=True),
    ListColumn("gender", _("Gender"), _more(_gender), is_more=True),
    ListColumn("birthday", _("Birth date"), _more(lambda more: _year(more.birth_date)), None, "n", is_more=True),
    ListColumn("tags", _("Tags"), _more(lambda more: more.tags), is_more=True),
    ListColumn("household", _("Household"), _more(lambda more: more.household), is_more=True),
    ListColumn("institution", _("Institution"), _more(lambda more: more.institution), is_more=True),
    ListColumn("helper", _("Personal helper"), _more(lambda more: more.helper), is_more=True),
    ListColumn("orders", _("Orders"), _more(lambda more: points(more.orders)), Sort.ORDERS, "num", is_more=True),
    ListColumn(
        "year", _("Twelve months"), _more(lambda more: money(more.year_spent)), Sort.YEAR_SPENT, "num", is_more=True
    ),
    ListColumn("spent", _("Spent in all"), _more(lambda more: money(more.spent)), Sort.SPENT, "num", is_more=True),
    ListColumn("bought", _("Last purchase"), _more(lambda more: _iso(more.bought_on)), Sort.BOUGHT, "n", is_more=True),
    ListColumn("points", _("Points"), _more(lambda more: points(more.points)), Sort.POINTS, "num", is_more=True),
    ListColumn("activity", _("Activity"), _more(lambda more: str(more.activity)), Sort.ACTIVITY, "num", is_more=True),
)


IN_FULL: Final[Mapping[str, Callable[[MoreOfMember], str]]] = {
    "phone": lambda more: more.phone, "card": lambda more: more.card, "birthday": lambda more: _iso(more.birth_date),
}  # fmt: skip
"""What else is masked."""


type Fields = Sequence[tuple[str, str]]
"""The fields of the club's own, by code and name."""


def choosable(actor: Actor, fields: Fields) -> Mapping[str, str | Promise]:
    """Return the columns that an actor may choose, with their headings."""
    offered = {column.key: column.label for column in registry.columns_for(SLOT, actor)}
    own = {column.key: column.label for column in OWN if column.sort not in TRADE or actor.may("members.see_trade")}
    likings = {f"{LIKED}{code}": name for code, name in fields} if actor.may("members.view") else {}
    return own | offered | likings


def shown(wanted: Sequence[str], actor: Actor, fields: Fields) -> list[str]:
    """Return the columns to show: those wanted that there are, or the usual ones."""
    there = choosable(actor, fields)
    return [key for key in dict.fromkeys(wanted) if key in there] or list(USUAL)


def lines(
    rows: Sequence[MemberRow], keys: Sequence[str], actor: Actor, *, is_file: bool = False, is_open: bool = False
) -> list[Line]:
    """
    Return members with their cells: one query more if a column wants it, one for each foreign one, two for likings.

    What shows who somebody is beyond their name is in full only where `is_open`; cards also on the pages of those who
    may see contacts, for the card in the reader's hand is compared with them.
    """
    own = {column.key: column for column in OWN if column.key in keys}
    ids = [row.member_id for row in rows]
    needs_more = ids and (is_open or any(column.is_more for column in own.values()))
    more = queries.more_of_members(member_ids=ids, actor=actor, is_open=is_open) if needs_more else {}
    offered = {column.key: column for column in registry.columns_for(SLOT, actor) if column.key in keys}
    foreign = {key: column.load(ids, actor) for key, column in offered.items()} if ids else {}
    codes = {key.removeprefix(LIKED) for key in keys if key.startswith(LIKED)}
    likings = queries.likings_of(person_ids=ids, codes=codes, actor=actor) if ids and codes else {}
    shows_cards = is_open or (not is_file and actor.may("members.see_contact"))

    def cell(key: str, row: MemberRow) -> Cell:
        if key in foreign:
            return Cell(key, foreign[key].get(row.member_id, ""), "num", offered[key].label)
        if key.startswith(LIKED):
            return Cell(key, likings.get(row.member_id, {}).get(key.removeprefix(LIKED), ""), "")
        about = more.get(row.member_id)
        if key in IN_FULL and is_open and about:
            return Cell(key, IN_FULL[key](about), "n")
        if key == "card" and shows_cards:
            return Cell(key, row.card, "n")
        style = row.style if key == "tier" and not is_file else 0
        return Cell(key, own[key].cell(row, about), own[key].cls, own[key].label, style)

    return [Line(row, [cell(key, row) for key in keys]) for row in rows]
