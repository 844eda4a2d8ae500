"""Members: who they are, what they ordered, how their points stand."""

from datetime import date
from typing import Annotated, Literal

from ninja import Query, Router, Schema, Status
from pydantic import Field

from shuyou.api import queries
from shuyou.api.queries import HistoryPage
from shuyou.api.views.door import Call, needs, permit
from shuyou.api.views.shapes import Before, Body, Key, Moment, Money, Text, Words
from shuyou.kernel.actor import Actor
from shuyou.kernel.registry import Clue
from shuyou.members import queries as members
from shuyou.members import services
from shuyou.members.queries import MemberHead

router = Router(tags=["members"])


class FindIn(Body):
    """Whatever the caller happens to know: a phone number or its end, card, name, pinyin, initials, e-mail."""

    clue: Words


class SignUpIn(Body):
    """Somebody who joins by themselves, as they typed it; only what they ticked is allowed."""

    request_key: Key
    name: Words
    phone: Words
    email: Text = ""
    gender: Text = ""
    birth_date: Text = ""
    address: Text = ""
    postcode: Text = ""
    joined_via: Literal["web", "kiosk", "app", "event"] = "web"
    service: bool = False
    marketing_phone: bool = False
    marketing_sms: bool = False
    marketing_email: bool = False
    marketing_letter: bool = False
    profiling: bool = False


class SignUpReceipt(Schema):
    """The new member, or the one that the same request made before."""

    number: str
    card: str
    is_repeat: bool


class MemberLine(Schema):
    """A member in a list, phone masked."""

    number: str
    name: str
    tier: str
    phone: str
    card: str
    city: str
    status: str
    is_blocked: bool
    matched: str


class Contact(Schema):
    """A way to reach a member; masked unless the token may see contacts."""

    kind: str
    label: str
    value: str
    is_primary: bool


class Address(Schema):
    """Where parcels go; street and phone are masked unless the token may see contacts."""

    recipient: str
    phone: str
    region: str
    street: str
    postcode: str
    is_default: bool


class Card(Schema):
    """A card and whether it still opens anything."""

    number: str
    kind: str
    status: str
    issued_on: date
    expires_on: date | None


class MemberOut(Schema):
    """Who a member is."""

    number: str
    name: str
    tier: str
    tier_name: str
    price_list: str
    status: str
    is_blocked: bool
    block_reason: str
    joined_on: date
    city: str
    is_masked: bool
    contacts: list[Contact]
    addresses: list[Address]
    cards: list[Card]


class OrderLine(Schema):
    """An order in a member's history."""

    number: str
    state: str
    state_label: str
    channel: str
    payment: str
    total: Money
    list_total: Money
    points_spent: int
    placed_at: Moment
    titles: int
    copies: int
    first_titles: list[str]


class PointsEntry(Schema):
    """One line of the points ledger, and the order behind it if there is one."""

    kind: str
    label: str
    points: int
    order: str | None
    posted_at: Moment


class Points(Schema):
    """A member's points now: those that can be spent, and those of them that lapse within thirty days."""

    balance: int
    lapsing: int
    lapses_on: date | None


class HistoryOut(Schema):
    """A stretch of history, newest first; go on with `before` set to `next_before` until that is null."""

    as_of: Moment
    points: Points
    orders: list[OrderLine]
    entries: list[PointsEntry]
    next_before: Moment | None


class InquiryIn(Body):
    """What a reader asked (`question`), searched for (`search`) or looked at (`view`), and with how many hits."""

    kind: Literal["question", "search", "view"]
    channel: Literal["phone", "counter", "sms", "email", "letter", "fax", "web", "event"]
    text: Text
    hits: Annotated[int | None, Field(ge=0, le=10_000_000)] = None


class InquiryOut(Schema):
    """An inquiry that is kept."""

    id: int


@router.post("", response={201: SignUpReceipt, 200: SignUpReceipt}, **needs("members.sign_up"))
def sign_up(request: Call, body: SignUpIn) -> Status[SignUpReceipt]:
    """Enter a new member: 201 the first time, 200 when the request key is sent again. Of others nothing is said."""
    typed = body.model_dump(exclude={"request_key"})
    made = services.sign_up(services.SignUp(**typed), request_key=body.request_key, actor=request.actor, at=request.at)
    receipt = SignUpReceipt(number=made.number, card=made.card, is_repeat=made.is_repeat)
    return Status(200 if made.is_repeat else 201, receipt)


@router.post("/find", response=list[MemberLine], **needs("members.search"))
def find_members(request: Call, body: FindIn) -> list[MemberLine]:
    """Find members by whatever is known of them. The clue is sent as a body: addresses end up in logs."""
    found = members.find_members(clue=Clue.of(body.clue), actor=request.actor)
    return [
        MemberLine(
            number=hit.row.number,
            name=hit.row.name,
            tier=hit.row.tier_code,
            phone=hit.row.phone,
            card=hit.row.card,
            city=hit.row.city,
            status=hit.row.status,
            is_blocked=hit.row.is_blocked,
            matched=hit.matched.partition(":")[0],
        )
        for hit in found
    ]


@router.get("/{number}", response=MemberOut, **needs("members.view"))
def get_member(request: Call, number: Key) -> MemberOut:
    """Show who a member is; with the scope `members.see_contact` contacts in full. Who saw it is written down."""
    actor = request.actor
    head = members.member_head(number=number, actor=actor)
    services.record_access(person_id=head.member_id, part="page", reason="", actor=actor, at=request.at)
    return MemberOut(
        number=head.number,
        name=head.name,
        tier=head.tier.code,
        tier_name=head.tier.name,
        price_list=head.tier.price_list,
        status=head.status,
        is_blocked=head.is_blocked,
        block_reason=head.block_reason,
        joined_on=head.joined_on,
        city=head.city,
        is_masked=not actor.may("members.see_contact"),
        contacts=_contacts(request, head),
        addresses=_addresses(head, actor),
        cards=[Card.model_validate(card, from_attributes=True) for card in head.cards],
    )


@router.get("/{number}/history", response=HistoryOut, **needs("members.view", "orders.view", "loyalty.view"))
def get_history(
    request: Call,
    number: Key,
    before: Annotated[Before | None, Query()] = None,
    limit: Annotated[int, Query(), Field(ge=1, le=100)] = 20,
) -> HistoryOut:
    """Show what a member ordered and how the points moved, all of it as it stood at one instant."""
    actor = permit(request, "members.view", "orders.view", "loyalty.view")
    member_id = members.member_head(number=number, actor=actor).member_id
    services.record_access(person_id=member_id, part="history", reason="", actor=actor, at=request.at)
    page = queries.member_history(
        member_id=member_id, before=before or request.at, limit=limit, actor=actor, at=request.at
    )
    return HistoryOut(
        as_of=request.at,
        points=Points(balance=page.points.usable, lapsing=page.points.lapsing, lapses_on=page.points.lapses_on),
        orders=[OrderLine.model_validate(row, from_attributes=True) for row in page.orders],
        entries=_entries(page),
        next_before=page.goes_on_before,
    )


@router.post("/{number}/inquiries", response={201: InquiryOut}, **needs("members.view", "members.note_inquiry"))
def note_inquiry(request: Call, number: Key, body: InquiryIn) -> Status[InquiryOut]:
    """Keep what a member asked, searched for or looked at; it shows in their timeline at once."""
    actor = permit(request, "members.view", "members.note_inquiry")
    draft = services.NewInquiry(
        member_id=members.member_head(number=number, actor=actor).member_id,
        kind=body.kind,
        channel=body.channel,
        text=body.text,
        hits=body.hits,
    )
    return Status(201, InquiryOut(id=services.note_inquiry(draft, actor=actor, at=request.at)))


def _contacts(request: Call, head: MemberHead) -> list[Contact]:
    actor, at = request.actor, request.at
    is_open = actor.may("members.see_contact")
    return [
        Contact(
            kind=one.kind,
            label=one.label,
            value=services.reveal_contact(kind=one.kind, contact_id=one.contact_id, reason="API", actor=actor, at=at)
            if is_open
            else one.masked,
            is_primary=one.is_primary,
        )
        for one in head.contacts
    ]


def _addresses(head: MemberHead, actor: Actor) -> list[Address]:
    rows = members.member_addresses(member_id=head.member_id, actor=actor)
    return [Address.model_validate(row, from_attributes=True) for row in rows]


def _entries(page: HistoryPage) -> list[PointsEntry]:
    return [
        PointsEntry(
            kind=row.kind,
            label=row.label,
            points=row.points,
            order=row.source.removeprefix("order:") if row.source.startswith("order:") else None,
            posted_at=row.posted_at,
        )
        for row in page.entries
    ]
