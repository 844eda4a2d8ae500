"""Money of the sample club: stored-value cards, remittances that nobody matched yet, an institution on account."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from django.db import connection

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.paging import Place
from shuyou.loyalty import queries as loyalty
from shuyou.loyalty import services as cards
from shuyou.loyalty.queries import ValueFilter
from shuyou.loyalty.services import BonusDraft, Loaded
from shuyou.orders import services as orders
from shuyou.orders.services import Destination, OrderDraft, PaymentDraft, Wanted
from shuyou.orders.services.value import CardSale, sell_value_cards, top_up_value_card
from shuyou.payments import services as payments
from shuyou.payments.services import SlipReading
from shuyou.supply import queries as supply
from shuyou.supply.queries import Place as Shelves
from shuyou.supply.queries import ShelfFilter

CARDS: Final = (("500", "named"), ("1000", "named"), ("200", "named"), ("300", "bearer"))
SLIPS: Final = (
    ("周砚秋", "310012", "浙江省杭州市西湖区青简巷 9 号", "书款", "86.40"),
    ("吴越溪", "315010", "浙江省宁波市海曙区纸鸢路 3 号", "买陶庵梦忆", "45.00"),
    ("沈知微", "200040", "上海市静安区汗青街 27 号", "", "128.00"),
    ("林见鹿", "650021", "云南省昆明市五华区砚池路 11 号", "上次的书钱，多的不用退", "60.00"),
    ("何以宁", "100010", "北京市东城区三市里 6 号", "订单 SO00000009 两本", "73.50"),
)
LIMIT: Final = Decimal(20_000)
_READERS: Final = """
    SELECT m.person_id FROM members_member m JOIN members_person p ON p.id = m.person_id
     WHERE m.status = 'active' AND NOT m.is_blocked AND NOT p.is_restricted ORDER BY m.person_id LIMIT 8
"""
_SPEAKERS: Final = """
    SELECT c.institution_id, c.person_id, i.name FROM members_institutioncontact c
      JOIN members_institution i ON i.id = c.institution_id
      JOIN members_member m ON m.person_id = c.person_id AND m.status = 'active' AND NOT m.is_blocked
     WHERE c.until IS NULL ORDER BY c.id LIMIT 1
"""


def lay_out_money(*, at: datetime, actor: Actor) -> None:
    """Sell cards, take slips in and let an institution buy on account, unless it was done."""
    if loyalty.list_value_cards(wanted=ValueFilter(), place=Place(), actor=actor, limit=1).rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(_READERS)
        readers = [row[0] for row in cursor.fetchall()]
        cursor.execute(_SPEAKERS)
        speaker = cursor.fetchone()
    goods = _goods(actor)
    _sell_cards(readers, goods, at, actor)
    _take_slips_in(at, actor)
    if speaker and goods:
        institution_id, member_id, name = speaker
        _buy_on_account(institution_id, (member_id, name), goods, at, actor)


def _goods(actor: Actor) -> Sequence[int]:
    main = supply.places(actor=actor)[0].place_id
    wanted = ShelfFilter(place_id=main, stocked="some")
    page = supply.stock_list(wanted=wanted, place=Shelves(by="copies"), actor=actor, limit=6)
    return [row.item.item_id for row in page.rows if row.free > 20]


def _sell_cards(readers: Sequence[int], goods: Sequence[int], at: datetime, actor: Actor) -> None:
    begun = at - timedelta(days=40)
    bonus = BonusDraft(name="充 500 送 30", from_amount=Decimal(500), bonus=Decimal(30), until=None)
    cards.offer_bonus(bonus, actor=actor, at=begun)
    sold: list[Loaded] = []
    for place, (amount, kind) in enumerate(CARDS):
        if place >= len(readers):
            return
        sale = CardSale(
            kind=kind, amount=Decimal(amount), tender="cash", reference="",
            holder_id=readers[place] if kind == "named" else None, buyer_id=readers[place], told=1,
        )  # fmt: skip
        sold += sell_value_cards(sale, actor=actor, at=begun + timedelta(days=place))
    later = at - timedelta(days=9)
    top_up_value_card(
        sold[0].card_number, amount=Decimal(500), tender="transfer", reference="ZZ20261113", actor=actor, at=later
    )
    cards.block_value_card(sold[2].card_number, reason="读者来电挂失", actor=actor, at=later)
    if goods:
        _pay_with(sold[1].card_number, readers[1], goods, later, actor)


def _pay_with(card: str, reader: int, goods: Sequence[int], at: datetime, actor: Actor) -> None:
    """Have an order paid by card in part, and by transfer; the rest is still to come."""
    placed = _place(reader, goods[:2], 3, "remittance", at, actor)
    parts = (("value", card, Decimal(50)), ("transfer", "ZZ20261114", Decimal("20.00")))
    for tender, reference, amount in parts:
        draft = PaymentDraft(number=placed, tender=tender, reference=reference, amount=amount)
        orders.take_payment(draft, actor=actor, at=at)


def _take_slips_in(at: datetime, actor: Actor) -> None:
    day = club_day(at) - timedelta(days=1)
    rows = ["汇票号码,交汇日期,汇款金额,汇款人姓名,邮政编码,汇款人地址,附言"]
    rows += [
        f"HK{day:%m%d}{place:04d},{day},{amount},{name},{postcode},{street},{message}"
        for place, (name, postcode, street, message, amount) in enumerate(SLIPS, start=1)
    ]
    file = BytesIO("\n".join(rows).encode())
    file_id = payments.hand_in_remittances(file, name=f"邮政汇款{day:%m%d}.csv", actor=actor, at=at)
    payments.start_remittance_file(SlipReading(), file_id=file_id, actor=actor, at=at)
    payments.take_in_remittances(file_id=file_id, actor=actor, at=at)


def _buy_on_account(
    institution_id: int, speaker: tuple[int, str], goods: Sequence[int], at: datetime, actor: Actor
) -> None:
    """Have an institution buy last month and this month, and pay a part."""
    member_id, name = speaker
    payments.set_credit_limit(institution_id=institution_id, most=LIMIT, actor=actor, at=at - timedelta(days=60))
    first = ""
    for days, copies in ((35, 6), (20, 4), (3, 2)):
        number = _place(member_id, goods[:3], copies, "account", at - timedelta(days=days), actor, recipient=name)
        first = first or number
    paid = PaymentDraft(number=first, tender="transfer", reference="ZZ20261110", amount=Decimal(200))
    orders.take_payment(paid, actor=actor, at=at - timedelta(days=10))


def _place(
    member_id: int, items: Sequence[int], copies: int, payment: str, at: datetime, actor: Actor, *, recipient: str = ""
) -> str:
    draft = OrderDraft(
        member_id=member_id, wanted=tuple(Wanted(item_id, copies) for item_id in items),
        request_key=uuid5(NAMESPACE_URL, f"money {member_id} {payment} {at.isoformat()}"), channel="phone",
        payment=payment,
        destination=Destination(recipient or "读者", "13800000000", "浙江省杭州市上城区汗青街 18 号", "310000"),
    )  # fmt: skip
    return orders.place_order(draft, actor=actor, at=at).number
