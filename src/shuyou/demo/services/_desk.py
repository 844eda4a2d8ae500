"""What the desk of the sample club has before it: fees, a wave, messages, a limited edition, appointments, partners."""

from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import uuid4

from django.db import connection

from shuyou.demo.services._catalogue import send_catalogue
from shuyou.demo.services._own_books import have_books_made
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day, club_zone
from shuyou.orders import queries, services
from shuyou.orders.errors import NothingToPick
from shuyou.orders.services import (
    AppointmentDraft,
    BasketDraft,
    DeliveryDraft,
    MessageDraft,
    PartnerDraft,
    ReleaseDraft,
    RivalDraft,
    SpecialDraft,
    StationDraft,
)
from shuyou.supply import queries as supply

WAVE: Final = 12
WAYBILL: Final = "EA800000010CN"
PICKED: Final = 6
BASKET: Final = 8

# Titles that were ordered most in the last weeks and are there, with a number that people know them by.
_TITLES: Final = """
    SELECT i.id, d.value, i.list_price FROM catalog_item i
      JOIN supply_shelf s ON s.item_id = i.id AND s.on_hand - s.reserved >= 6
      JOIN supply_warehouse w ON w.id = s.warehouse_id AND w.code = 'main'
      JOIN catalog_identifier d ON d.item_id = i.id AND d.kind = 'isbn13'
     WHERE i.status = 'available' ORDER BY i.list_price DESC, i.id LIMIT %s
"""
_READERS: Final = """
    SELECT m.person_id, p.digits FROM members_member m JOIN members_phone p ON p.person_id = m.person_id
      JOIN members_person n ON n.id = m.person_id
     WHERE m.status = 'active' AND NOT m.is_blocked AND NOT n.is_restricted
     ORDER BY n.search_rank DESC, m.person_id LIMIT 6
"""


def lay_out_desk(*, at: datetime, actor: Actor) -> None:
    """Write down what a desk has before it on a day, as staff would."""
    titles, readers = _rows(_TITLES, BASKET), _rows(_READERS)
    _say_fees(at, actor)
    if not titles or not readers:
        return
    with suppress(NothingToPick):
        _pack(services.begin_wave(most=PICKED, actor=actor, at=at - timedelta(hours=3)), at, actor)
        services.begin_wave(most=WAVE, actor=actor, at=at)
    for number, text in enumerate(
        (f"订 {titles[0][1]} 2", "请问那本蓝色封面的游记还有吗", f"要 {titles[-1][1]} 三本，送人")
    ):
        sender = readers[number % len(readers)][1]
        draft = MessageDraft(channel="sms", key=f"demo-{number}", sender=str(sender), text=text)
        services.take_message(draft, actor=actor, at=at - timedelta(hours=number + 1))
    wished = SpecialDraft(member_id=readers[0][0], item_id=titles[-1][0], copies=2, request_key=uuid4())
    services.order_specially(wished, actor=actor, at=at - timedelta(days=9))
    _give_out(titles[0][0], readers[0][0], at, actor)
    _compare(titles, at, actor)
    _book(readers[1 % len(readers)][0], at, actor)
    _send_catalogue([code for _item_id, code, _price in titles], [reader[0] for reader in readers], at, actor)
    have_books_made([reader[0] for reader in readers], at=at, actor=actor)


def _say_fees(at: datetime, actor: Actor) -> None:
    for rank, (code, zh, en, areas, fee, free_from) in enumerate(
        (
            ("near", "江浙沪", "Near provinces", ("浙江", "江苏", "上海"), "5.00", "69.00"),
            ("far", "边远地区", "Far provinces", ("新疆", "西藏", "青海"), "15.00", "199.00"),
            ("all", "全国", "Everywhere", (), "8.00", "99.00"),
        ),
        1,
    ):
        draft = DeliveryDraft(
            code=code, name_zh=zh, name_en=en, rank=rank, areas=areas, fee=Decimal(fee), free_from=Decimal(free_from)
        )
        services.keep_delivery_rule(draft, actor=actor, at=at)


def _pack(wave: str, at: datetime, actor: Actor) -> None:
    """Have a wave off the shelves: one of its orders is packed and waits for the carrier, one lies on the table."""
    services.finish_wave(wave, actor=actor, at=at - timedelta(hours=2))
    orders = [number for _slot, number in queries.pick_list(number=wave, actor=actor).orders]
    for place, number in enumerate(orders[:2]):
        moment = at - timedelta(minutes=90 - place)
        sequence = services.begin_packing(number, actor=actor, at=moment)
        if not place:
            services.close_parcel(
                number, sequence=sequence, carrier="post", waybill=WAYBILL, is_by_eye=True, actor=actor, at=moment
            )


def _give_out(item_id: int, member_id: int, at: datetime, actor: Actor) -> None:
    draft = ReleaseDraft(
        item_id=item_id, copies=5, most_per_member=1, first_tier="langhuan", first_from=at - timedelta(days=3),
        all_from=at - timedelta(days=1), hold_hours=48,
    )  # fmt: skip
    number = services.write_release(draft, actor=actor, at=at)
    services.gather_readers(number, since=at - timedelta(days=3 * 365), actor=actor, at=at)
    services.move_release(number, is_open=True, actor=actor, at=at)
    services.ask_for_copy(number, member_id=member_id, actor=actor, at=at)


def _compare(titles: list[tuple[int, str, Decimal]], at: datetime, actor: Actor) -> None:
    codes = tuple(code for _item_id, code, _price in titles)
    basket = BasketDraft(code="known", name="读者记得价的书", price_list=_any_list(), titles=codes)
    services.keep_basket(basket, actor=actor, at=at)
    prices = [
        RivalDraft(isbn=code, rival="别家书店", price=f"{price * (85 + place % 3 * 6) / 100:.2f}")
        for place, (_item_id, code, price) in enumerate(titles)
    ]
    services.note_rival_prices(prices, actor=actor, at=at)
    services.measure_baskets(actor=actor, at=at)


def _book(member_id: int, at: datetime, actor: Actor) -> None:
    today = club_day(at)
    offer = PartnerDraft(
        code="tea", merchant="湖畔茶馆", name_zh="书友一壶龙井", name_en="A pot of tea", terms="出示会员卡",
        valid_from=today, valid_to=today + timedelta(days=90), tiers=(), most_per_member=4, most_uses=500,
    )  # fmt: skip
    services.keep_partner_offer(offer, actor=actor, at=at)
    store = next((place for place in supply.places(actor=actor) if place.kind == "store"), None)
    if store is None:
        return
    station = StationDraft(place_id=store.place_id, name="琴房", minutes=60)
    station_id = services.keep_station(station, actor=actor, at=at)
    ten = at.astimezone(club_zone()).replace(hour=14, minute=0, second=0, microsecond=0) + timedelta(days=1)
    turn = AppointmentDraft(member_id=member_id, station_id=station_id, kind="trial", starts_at=ten, note="试弹电钢琴")
    services.book_appointment(turn, actor=actor, at=at)


def _send_catalogue(codes: list[str], readers: list[int], at: datetime, actor: Actor) -> None:
    clerks = _rows("SELECT id FROM kernel_user WHERE is_staff AND is_active ORDER BY id LIMIT %s", 1)
    if clerks:
        forms = [services.form_code(1, reader) for reader in readers]
        send_catalogue(codes, forms, clerk_id=clerks[0][0], at=at, actor=actor)


def _any_list() -> str:
    return str(_rows("SELECT code FROM catalog_pricelist WHERE kind = 'tier' ORDER BY rank LIMIT 1")[0][0])


def _rows(statement: str, *values: int) -> list[tuple[int, str, Decimal]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        rows: list[tuple[int, str, Decimal]] = cursor.fetchall()
    return rows
