"""A file of the post office with 500 lines: 480 sound ones, and 20 planted problems."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from shuyou.members.models import Member
from shuyou.orders.services import Wanted, place_order
from shuyou.orders.tests.factories import AT, CLERK, a_draft, a_title

ORDERS: Final = 60
SOUND: Final = 480
"""Lines that say which order they are for; each order is paid in eight parts of ¥4.75."""
REFUSED: Final = 10
KNOWN: Final = 2
WAITING: Final = 8


def many_orders(member: Member) -> list[str]:
    """Place orders of ¥38.00 for the sound lines, and one that waits for somebody to decide."""
    item = a_title(copies=ORDERS + 1)
    return [place_order(a_draft(member.pk, Wanted(item.pk, 1)), actor=CLERK, at=AT).number for _ in range(ORDERS + 1)]


def planted_lines(numbers: Sequence[str], *, day: date) -> list[str]:
    """Return the lines of the file: those for all orders but the last, and the problems among them."""
    sound = [f"PO1{place:05d},{day},林晚舟,310000,,4.75,{numbers[place % ORDERS]}" for place in range(SOUND)]
    refused = [
        f",{day},甲,,,38.00,", f"PO3,{day},甲,,,38.00,", "PO300001,昨天,甲,,,38.00,", "PO300002,2099-12-31,甲,,,38.00,",
        f"PO300003,{day},,,,38.00,", f"PO300004,{day},甲,,,-1,", f"PO300005,{day},甲,,,1e9,",
        f"PO300007,{day},甲,,,38.001,", f"PO300008,{day},甲,,,38.00,附,言", f"PO100000,{day},甲,,,83.00,",
    ]  # fmt: skip
    known = [sound[0], sound[1]]
    by_hand = [
        f"PO400001,{day},林晚舟,,,38.00,给太太", f"PO400002,{day},乙,,,41.00,SO000000018",
        f"PO400003,{day},乙,,,42.00,{numbers[0]}", f"PO400004,{day},乙,,,43.00,订 9787000000009 2",
        f"PO400005,{day},丙,310000,,9.00,", f"PO400006,{day},丁,,,44.00,谢谢", f"PO400007,{day},戊,,,45.00,",
        f"PO400008,{day},己,,,46.00,会员",
    ]  # fmt: skip
    lines = [*sound, *refused, *known, *by_hand]
    assert (len(lines), len(refused), len(known), len(by_hand)) == (500, REFUSED, KNOWN, WAITING)
    return lines
