"""Cards: the list of all, one with its story, the settings about them, what partners are due."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db import connection
from django.db.models import Count, Q, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuyou.kernel import history
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.history import Change
from shuyou.kernel.usecase import query
from shuyou.members.models import Card, CardKind, CardMedium, CardPartner
from shuyou.members.queries._list import speaks_chinese
from shuyou.members.queries._mask import spaced
from shuyou.members.queries._spending import year_spend
from shuyou.members.rules.media import shown_code

PAGE = 50

LABELS: Mapping[str, Promise] = {
    "members.card_issued": _("Card issued"),
    "members.card_replaced": _("Card replaced"),
    "members.card_reported_lost": _("Card reported lost"),
    "members.card_renewed": _("Card renewed"),
    "members.card_frozen": _("Card frozen"),
    "members.card_thawed": _("Card thawed"),
    "members.card_found": _("Card found again"),
    "members.cards_expired": _("Card expired"),
    "members.medium_added": _("Medium added"),
    "members.medium_dropped": _("Medium dropped"),
    "members.members_imported": _("Changed by a file"),
}
COLUMNS: Mapping[str, Promise] = {
    "status": _("Status"), "expires_on": _("Valid until"), "note": _("Reason"), "proof": _("Proof"),
    "partner_number": _("Partner's number"), "member_id": _("Member"), "is_main": _("Main card"),
}  # fmt: skip
"""What is told of a change to a card, in the order in which it is told."""

# One short walk along the index `cards_by_kind` for each kind and status wanted, however many cards there are.
_WALK = """
    SELECT c.id FROM unnest(%(kinds)s::text[]) k (kind) CROSS JOIN unnest(%(statuses)s::text[]) s (status)
      CROSS JOIN LATERAL (
        SELECT id FROM members_card WHERE kind = k.kind AND status = s.status AND id < %(before)s
         ORDER BY id DESC LIMIT %(limit)s) c
     ORDER BY c.id DESC LIMIT %(limit)s
"""
_OF_PARTNER = """
    SELECT id FROM members_card WHERE partner_id = %(partner)s AND partner_id IS NOT NULL AND id < %(before)s
       AND kind = ANY (%(kinds)s) AND status = ANY (%(statuses)s)
       AND (%(until)s::date IS NULL OR expires_on <= %(until)s)
     ORDER BY id DESC LIMIT %(limit)s
"""
_RUNNING_OUT = """
    SELECT id FROM members_card WHERE expires_on <= %(until)s AND expires_on IS NOT NULL
       AND status IN ('active', 'frozen') AND status = ANY (%(statuses)s) AND kind = ANY (%(kinds)s) AND id < %(before)s
     ORDER BY id DESC LIMIT %(limit)s
"""
_ROWS = """
    SELECT c.id, c.number, c.kind, c.status, '', c.issued_on, c.issued_for, c.fee, c.expires_on, coalesce(t.name, ''),
           c.partner_number, m.number, p.name
      FROM ({ids}) found JOIN members_card c USING (id) JOIN members_member m ON m.person_id = c.member_id
      JOIN members_person p ON p.id = c.member_id LEFT JOIN members_cardpartner t ON t.id = c.partner_id
     ORDER BY c.id DESC
"""
# What was told of a card, and of the one in whose place it was given.
_TOLD = """
    SELECT e.recorded_at, e.name, e.at, coalesce(u.full_name, ''), e.payload->>'medium_id', e.payload->>'way'
      FROM kernel_event e LEFT JOIN kernel_user u ON e.actor_kind = 'staff' AND u.id::text = e.actor_id
     WHERE e.name IN (
        'members.card_issued', 'members.card_replaced', 'members.card_reported_lost', 'members.card_renewed',
        'members.card_frozen', 'members.card_thawed', 'members.medium_added', 'members.medium_dropped')
       AND ((e.payload->>'card_id')::bigint = %(card)s
            OR (e.payload->>'card_id')::bigint = %(replaces)s AND e.name = 'members.card_replaced'
               AND (e.payload->>'new_card_id')::bigint = %(card)s)
     ORDER BY e.id DESC
"""


@dataclass(frozen=True, slots=True)
class CardKindRow:
    """A kind of card and its terms, named in the reader's language."""

    kind_id: int
    code: str
    name: str
    benefits: str
    minimum_age: int | None
    needs_proof: bool
    valid_months: int | None
    issue_spend: Decimal | None
    issue_fee: Decimal | None
    is_offered: bool


@dataclass(frozen=True, slots=True)
class CardPartnerRow:
    """A partner and how far its cards went: given out, in use, fees taken and the part that is due to it."""

    partner_id: int
    code: str
    name: str
    number_pattern: str
    benefits: str
    share: Decimal
    is_active: bool
    issued: int = 0
    in_use: int = 0
    fees: Decimal = Decimal(0)
    due: Decimal = Decimal(0)
    holders: int = 0
    buyers: int = 0
    """Of those who hold its cards, how many bought something within a year."""

    @property
    def response(self) -> Decimal:
        """The part of the holders who bought something."""
        return Decimal(self.buyers) / self.holders if self.holders else Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFilter:
    """Which cards a list shows; empty fields do not filter."""

    kind: str = ""
    status: str = ""
    partner: str = ""
    until: date | None = None
    """Cards in use that run out up to this day."""


@dataclass(frozen=True, slots=True)
class CardListRow:
    """A card in a list."""

    card_id: int
    number: str
    kind: str
    status: str
    status_label: str
    issued_on: date
    way: str
    fee: Decimal
    expires_on: date | None
    partner: str
    partner_number: str
    member_number: str
    name: str


@dataclass(frozen=True, slots=True)
class CardPage:
    """A page of cards and the id before which the next one goes on; 0 when this is the last."""

    rows: tuple[CardListRow, ...]
    next_before: int


@dataclass(frozen=True, slots=True)
class MediumRow:
    """Something that leads a reader's device to a card."""

    medium_id: int
    kind: str
    kind_label: str
    code: str
    shown: str
    is_active: bool
    added_at: datetime


@dataclass(frozen=True, slots=True)
class CardLine:
    """One line of a card's story; empty cells where nothing changed."""

    at: datetime
    label: str
    who: str
    what: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class CardDetail:
    """A card with all that is known of it."""

    card_id: int
    member_id: int
    number: str
    printed: str
    kind: str
    benefits: str
    status: str
    status_label: str
    is_main: bool
    issued_on: date
    way: str
    fee: Decimal
    proof: str
    note: str
    expires_on: date | None
    partner: str
    partner_number: str
    partner_benefits: str
    member_number: str
    name: str
    replaces: tuple[int, str] | None
    replaced_by: tuple[int, str] | None
    needs_proof: bool
    media: tuple[MediumRow, ...]
    story: tuple[CardLine, ...]


def card_kinds() -> list[CardKindRow]:
    """Return all kinds of cards by rank, in one query."""
    zh = speaks_chinese()
    return [
        CardKindRow(
            kind.pk, kind.code, kind.name_zh if zh else kind.name_en, kind.benefits_zh if zh else kind.benefits_en,
            kind.minimum_age, kind.needs_proof, kind.valid_months, kind.issue_spend, kind.issue_fee, kind.is_offered,
        )
        for kind in CardKind.objects.order_by("rank")
    ]  # fmt: skip


def kind_names() -> Mapping[str, str]:
    """Return the names of all kinds of cards by code, in one query; those the club began with are always there."""
    began = {code: str(label) for code, label in Card.Kind.choices}
    return began | {kind.code: kind.name for kind in card_kinds()}


def card_partners() -> list[CardPartnerRow]:
    """Return all partners by name, in one query."""
    return [_partner_row(partner) for partner in CardPartner.objects.order_by("name", "pk")]


@query("members.manage_cards")
def card_kind_terms(*, kind_id: int, actor: Actor) -> Mapping[str, str | bool]:
    """
    Return a kind of card as the form of its terms shows it.

    :raises NotFound: there is no such kind.
    """
    kind = CardKind.objects.filter(pk=kind_id).first()
    if kind is None:
        raise NotFound(what=_("kind of card"), key=kind_id)
    numbers = {name: getattr(kind, name) for name in ("minimum_age", "valid_months", "issue_spend", "issue_fee")}
    return {name: "" if number is None else str(number) for name, number in numbers.items()} | {
        "name_zh": kind.name_zh, "name_en": kind.name_en, "benefits_zh": kind.benefits_zh,
        "benefits_en": kind.benefits_en, "needs_proof": kind.needs_proof, "is_offered": kind.is_offered,
    }  # fmt: skip


@query("members.manage_cards")
def card_partner_terms(*, partner_id: int, actor: Actor) -> Mapping[str, str | bool]:
    """
    Return a partner as the form of what was agreed shows it.

    :raises NotFound: there is no such partner.
    """
    partner = CardPartner.objects.filter(pk=partner_id).first()
    if partner is None:
        raise NotFound(what=_("partner"), key=partner_id)
    share = f"{(partner.share * 100).normalize():f}" if partner.share else ""
    return {
        "name": partner.name, "number_pattern": partner.number_pattern, "share": share,
        "benefits_zh": partner.benefits_zh, "benefits_en": partner.benefits_en, "is_active": partner.is_active,
    }  # fmt: skip


@query("members.manage_cards")
def partner_accounts(*, since: date | None = None, until: date | None = None, actor: Actor) -> list[CardPartnerRow]:
    """
    Return all partners with what their cards came to between two days, both included.

    Two queries, and one for each partner and each package that knows what readers spent.
    """
    wanted = Q(partner__isnull=False)
    wanted &= Q(issued_on__gte=since) if since else Q()
    wanted &= Q(issued_on__lte=until) if until else Q()
    counted = (
        Card.objects.filter(wanted)
        .values("partner_id")
        .annotate(issued=Count("pk"), in_use=Count("pk", filter=Q(status="active")), fees=Sum("fee"))
        .order_by("partner_id")
    )
    sums = {row["partner_id"]: (row["issued"], row["in_use"], row["fees"]) for row in counted}
    rows = []
    for partner in CardPartner.objects.order_by("name", "pk"):
        row = _partner_row(partner, *sums.get(partner.pk, (0, 0, Decimal(0))))
        if row.issued:
            holders = list(Card.objects.filter(wanted, partner=partner).values_list("member_id", flat=True).distinct())
            spent = year_spend(holders)
            row = replace(row, holders=len(holders), buyers=sum(amount > 0 for amount in spent.values()))
        rows.append(row)
    return rows


@query("members.list_cards")
def list_cards(*, wanted: CardFilter, before: int = 0, limit: int = PAGE, actor: Actor) -> CardPage:
    """Return cards that pass the filter, the latest first, from before an id (0: from the top), in three queries."""
    names = kind_names()
    values: dict[str, str | int | date | list[str] | None] = {
        "kinds": [wanted.kind] if wanted.kind else list(names),
        "statuses": [wanted.status] if wanted.status else list(Card.Status.values),
        "until": wanted.until,
        "before": before or 2**62,
        "limit": limit + 1,
    }
    ids = _WALK
    if wanted.partner:
        values["partner"] = CardPartner.objects.filter(code=wanted.partner).values_list("pk", flat=True).first()
        ids = _OF_PARTNER
    elif wanted.until:
        ids = _RUNNING_OUT
    with connection.cursor() as cursor:
        cursor.execute(_ROWS.format(ids=ids), values)
        found = [_list_row(row, names) for row in cursor.fetchall()]
    rows = tuple(found[:limit])
    return CardPage(rows, rows[-1].card_id if len(found) > limit else 0)


def card_id_of(*, number: str) -> int | None:
    """Return the id of the card with a number, in one query; None if there is none."""
    return Card.objects.filter(number=number).values_list("pk", flat=True).first()


@query("members.view")
def card_detail(*, card_id: int, actor: Actor) -> CardDetail:
    """
    Return a card with its media and its whole story, in at most six queries.

    :raises NotFound: there is no such card, or nothing is known of who carried it any more.
    """
    cards = Card.objects.select_related("member__person", "partner", "replaces")
    card = cards.filter(pk=card_id, member__person__erased_at=None).first()
    if card is None:
        raise NotFound(what=_("card"), key=card_id)
    kinds = {kind.code: kind for kind in card_kinds()}
    kind, partner, old = kinds.get(card.kind), card.partner, card.replaces
    media = tuple(_medium_row(medium) for medium in CardMedium.objects.filter(card=card).order_by("-is_active", "pk"))
    return CardDetail(
        card_id=card.pk,
        member_id=card.member_id,
        number=card.number,
        printed=spaced(card.number),
        kind=kind.name if kind else str(dict(Card.Kind.choices).get(card.kind, card.kind)),
        benefits=kind.benefits if kind else "",
        status=card.status,
        status_label=card.get_status_display(),
        is_main=card.is_main,
        issued_on=card.issued_on,
        way=card.get_issued_for_display(),
        fee=card.fee,
        proof=card.proof,
        note=card.note,
        expires_on=card.expires_on,
        partner=partner.name if partner else "",
        partner_number=card.partner_number,
        partner_benefits=_partner_row(partner).benefits if partner else "",
        member_number=card.member.number,
        name=card.member.person.name,
        replaces=(old.pk, spaced(old.number)) if old else None,
        replaced_by=_successor(card),
        needs_proof=bool(kind and kind.needs_proof),
        media=media,
        story=tuple(_story(card, media)),
    )


def _successor(card: Card) -> tuple[int, str] | None:
    found = Card.objects.filter(replaces=card).order_by("-pk").values_list("pk", "number").first()
    return (found[0], spaced(found[1])) if found else None


def _story(card: Card, media: Sequence[MediumRow]) -> Iterator[CardLine]:
    """Return what happened to a card, the latest first: what was told, and what changed in its row."""
    with connection.cursor() as cursor:
        cursor.execute(_TOLD, {"card": card.pk, "replaces": card.replaces_id})
        told = cursor.fetchall()
    changes = history.rows_history([("members_card", card.pk)], limit=None)
    codes = {str(medium.medium_id): f"{medium.kind_label} {medium.shown}" for medium in media}
    lines = [(recorded, _told_line(name, at, who, medium, way, codes)) for recorded, name, at, who, medium, way in told]
    cells = [(change.recorded_at, line) for change in changes for line in _cell_lines(change)]
    changed = {recorded for recorded, _line in cells}
    kept = [*(line for line in lines if line[0] not in changed or line[1].what), *cells]
    for _recorded, line in sorted(kept, key=lambda pair: pair[0], reverse=True):
        yield line


def _told_line(
    name: str, at: datetime, who: str, medium: str | None, way: str | None, codes: Mapping[str, str]
) -> CardLine:
    label = str(LABELS.get(name, name))
    if medium:
        return CardLine(at, label, who, what=codes.get(medium, ""))
    return CardLine(at, label, who, after=str(dict(Card.IssuedFor.choices).get(way, "")) if way else "")


def _cell_lines(change: Change) -> Iterator[CardLine]:
    label = str(LABELS.get(change.event, _("Changed")))
    for column, word in COLUMNS.items():
        if column in change.before:
            before, after = change.before[column], change.after.get(column)
            shown = [_said(column, value) for value in (before, after)]
            yield CardLine(change.at, label, change.actor_name, str(word), *shown)


def _said(column: str, value: history.Cell) -> str:
    if value in (None, ""):
        return ""
    if column == "status":
        return str(dict(Card.Status.choices).get(str(value), value))
    if column == "is_main":
        return str(_("yes") if value else _("no"))
    return str(value)


def _list_row(row: Sequence[object], names: Mapping[str, str]) -> CardListRow:
    values = list(row)
    values[1], values[2] = spaced(str(row[1])) if str(row[1]).isdigit() else "", names.get(str(row[2]), str(row[2]))
    values[4] = str(dict(Card.Status.choices).get(str(row[3]), row[3]))
    values[6] = str(dict(Card.IssuedFor.choices).get(str(row[6]), row[6]))
    return CardListRow(*values)  # type: ignore[arg-type]


def _medium_row(medium: CardMedium) -> MediumRow:
    return MediumRow(
        medium.pk,
        medium.kind,
        medium.get_kind_display(),
        medium.code,
        shown_code(medium.kind, medium.code),
        medium.is_active,
        medium.added_at,
    )


def _partner_row(partner: CardPartner, issued: int = 0, in_use: int = 0, fees: Decimal = Decimal(0)) -> CardPartnerRow:
    benefits = partner.benefits_zh if speaks_chinese() else partner.benefits_en
    due = (fees * partner.share).quantize(Decimal("0.01"))
    return CardPartnerRow(
        partner.pk, partner.code, partner.name, partner.number_pattern, benefits, partner.share, partner.is_active,
        issued, in_use, fees, due,
    )  # fmt: skip
