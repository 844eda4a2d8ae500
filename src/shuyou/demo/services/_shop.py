"""The sample club's shop: what staff wrote for the window, what readers said of books, what some of them looked at."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import connection

from shuyou.catalog import queries as books
from shuyou.catalog import services as catalog
from shuyou.catalog.services import NewBook
from shuyou.demo.rules.shop_words import ANSWERS, SHOWS
from shuyou.demo.rules.suppliers import SUPPLIERS
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.paging import Place
from shuyou.kernel.permissions import Role
from shuyou.orders import queries as orders
from shuyou.shop import queries, services
from shuyou.shop.queries import PieceFilter, reader_actor
from shuyou.shop.services import PieceDraft, ReviewDraft, SampleDraft, Seen
from shuyou.supply import services as supply
from shuyou.supply.queries import MAIN
from shuyou.supply.services import Delivery, DeliveryLine

SAID: Final = (
    (5, "读了两遍", "语言干净，节奏从容，合上书还在想。装帧也好，适合送人。"),
    (5, "孩子很喜欢", "每晚睡前读一章，孩子追着问后来呢。纸张不反光，字号合适。"),
    (4, "值得慢慢读", "资料扎实，注释详细，只是索引太简略。读到后半本才觉得渐入佳境。"),
    (4, "入门很好", "讲得清楚，例子贴近生活。希望下一版把习题答案附在书后。"),
    (3, "中规中矩", "内容没有想象的新，但作为工具书放在手边还是有用的。"),
    (5, "店员推荐买的", "本来只想随便翻翻，结果站在书架前看了半小时，干脆买回家。"),
    (2, "校对可惜", "故事不错，可是错字有点多，影响阅读。"),
    (4, "重读旧书", "二十年前读过，这次换了新版再读，心境完全不同。"),
)
"""Stars, headline and text of reviews; some wait to be read."""
NAMES: Final = ("西湖边的书虫", "灯下", "阿墨", "小满妈妈", "慢读者", "青衿", "老周", "纸鸢")
SOURCES: Final = ("direct", "wechat", "douban", "newsletter")
WRITTEN: Final = 24
LOOKED: Final = 60
INSIDE: Final = 12
"""Titles of which contents and some words can be read."""
_LATELY: Final = """
    SELECT DISTINCT ON (l.item_id) l.member_id, l.item_id, i.uid FROM orders_orderline l
      JOIN catalog_item i ON i.id = l.item_id AND i.status = 'available'
     WHERE l.id > (SELECT max(id) - 4000 FROM orders_orderline) AND l.member_id IS NOT NULL
     ORDER BY l.item_id DESC, l.id DESC LIMIT %s
"""


def lay_out_shop(*, staff: Mapping[Role, int], at: datetime, actor: Actor) -> None:
    """Fill the window, have readers say something of books they bought, and remember what some looked at."""
    if queries.list_pieces(wanted=PieceFilter(), place=Place(), actor=actor, limit=1).rows:
        return
    marketer = Actor(STAFF, str(staff[Role.MARKETER]), "demo", frozenset({Role.MARKETER}))
    with connection.cursor() as cursor:
        cursor.execute(_LATELY, [LOOKED])
        bought = cursor.fetchall()
    for place, (member_id, item_id, _uid) in enumerate(bought[:WRITTEN]):
        _review(place, member_id, item_id, marketer, at - timedelta(days=place % 9, hours=place))
    for place, (member_id, _item_id, uid) in enumerate(bought):
        _trail(place, member_id if place % 3 else None, uid, actor, at - timedelta(days=place % 20, hours=1))
    for draft in _pieces(at):
        services.keep_piece(draft, actor=marketer, at=at - timedelta(days=3))
    for item_id in [item_id for _member_id, item_id, _uid in bought][:INSIDE]:
        services.keep_sample(_inside(item_id), actor=marketer, at=at - timedelta(days=5))
    _sell_tickets(at, actor)


def _pieces(at: datetime) -> list[PieceDraft]:
    titles = tuple((item, note) for item, note in zip(orders.sells_now(at=at, limit=7), _NOTES, strict=False))
    pages = [
        PieceDraft(kind="page", slug=slug, title_zh=zh, title_en=en, text_zh=text_zh, text_en=text_en,
                   is_published=True, position=place)
        for place, (slug, zh, en, text_zh, text_en) in enumerate(_PAGES, 10)
    ]  # fmt: skip
    banner = PieceDraft(
        kind="banner", slug="winter-reading", title_zh="冬日读书月：满一百减十元",
        title_en="Winter reading: ¥10 off ¥100",
        text_zh="网店下单自动减，至月底。", text_en="Taken off by itself in this shop, until the end of the month.",
        link="/search/", style="festival", is_published=True, shown_until=at + timedelta(days=30),
    )  # fmt: skip
    chosen = PieceDraft(
        kind="list", slug="by-the-stove", title_zh="围炉夜读", title_en="By the stove",
        text_zh="店员近来反复推荐的几本。",
        text_en="What the people in the shop keep recommending.", is_published=True, titles=titles,
    )  # fmt: skip
    answers = [
        PieceDraft(kind="question", slug=slug, title_zh=zh, title_en=en, text_zh=text_zh, text_en=text_en, link=link,
                   is_published=True, position=place)
        for place, (slug, link, zh, en, text_zh, text_en) in enumerate(ANSWERS, 10)
    ]  # fmt: skip
    return [*pages, *answers, banner, *([chosen] if titles else [])]


def _inside(item_id: int) -> SampleDraft:
    """Return what may be read of a title: invented words, by leave of nobody but ourselves."""
    return SampleDraft(
        item_id=item_id, contents="第一章  缘起\n第二章  远行\n第三章  灯下\n第四章  归来\n后记",
        text="雨下了一整夜。天亮时，巷口的书店才卸下门板，掌柜把昨夜没读完的书翻到折角的那一页。\n\n"
        "“你来早了。”他说。我说不早，书总要有人等着开门才好看。",
        rights="示例文字，书友自撰", is_published=True,
    )  # fmt: skip


def _sell_tickets(at: datetime, actor: Actor) -> None:
    """Have tickets for shows of the next weeks, and one that is over, which nobody can order any more."""
    for place, (title, ahead, begins, venue, performers, price, seats) in enumerate(SHOWS):
        told = NewBook(
            title=title, kind="ticket", price=price, status="available",
            attributes={
                "held_on": (club_day(at) + timedelta(days=ahead)).isoformat(), "begins": begins, "venue": venue,
                "performers": performers, "seat": "不对号入座",
            },
        )  # fmt: skip
        uid = catalog.add_item(told, actor=actor, at=at - timedelta(days=20))
        lines = [DeliveryLine(books.book_page(uid=uid).item_id, seats, Decimal(price), Decimal("0.80"))]
        delivery = Delivery(
            source=f"delivery:shows:{place}",
            warehouse=MAIN,
            supplier=SUPPLIERS[0].code,
            terms="returnable",
            lines=lines,
        )
        supply.receive_delivery(delivery, actor=actor, at=at - timedelta(days=19))


_NOTES: Final = (
    "读完会想给朋友打电话", "适合围着炉子读", "一个晚上就能读完", "送长辈", "孩子也爱听", "越读越慢", "值得重读",
)  # fmt: skip
_TERMS_EN: Final = (
    "Within seven days of delivery books in good state may come back without a reason; delivery costs what the checkout"
    " says.\n\nDigital goods that were opened stay sold."
)
_PRIVACY_EN: Final = (
    "We keep what you agreed to, and you may see it, correct it, take it with you or have it erased at any time."
)
_PAGES: Final = (
    (
        "about-us", "关于我们", "About us", "纸鸢路上的一家书店，也是两万多位读者的书友会。",
        "A bookshop in Zhiyuan Road, and a club of twenty thousand readers.",
    ),
    (
        "terms", "购书须知", "Terms",
        "签收后七天内，书未污损的可无理由退货；运费按下单时所示收取。\n\n数字商品一经打开不予退货。", _TERMS_EN,
    ),
    (
        "privacy", "隐私说明", "Privacy", "我们只记录您同意记录的内容；您可以随时查看、更正、导出或删除。", _PRIVACY_EN,
    ),
)  # fmt: skip


def _review(place: int, member_id: int, item_id: int, marketer: Actor, at: datetime) -> None:
    stars, headline, text = SAID[place % len(SAID)]
    draft = ReviewDraft(
        member_id=member_id, item_id=item_id, stars=stars, headline=headline, text=text,
        shown_as=NAMES[place % len(NAMES)],
    )  # fmt: skip
    review = services.write_review(draft, actor=reader_actor(member_id), at=at)
    if place % 6 == 5:
        return  # somebody will read it
    services.decide_review(
        review_id=review, written_at=at, is_published=True, reason="", actor=marketer, at=at + timedelta(hours=2)
    )
    if place % 5 == 0:
        services.answer_for_shop(
            review_id=review, text="谢谢您写下这些，已转给编辑部。", shown_as="书友书店", actor=marketer,
            at=at + timedelta(hours=3),
        )  # fmt: skip


def _trail(place: int, member_id: int | None, uid: UUID, actor: Actor, at: datetime) -> None:
    token = f"sample-{place}"
    services.begin_trail(
        token=token, source=SOURCES[place % len(SOURCES)], campaign="", member_id=member_id, actor=actor, at=at
    )
    steps = [Seen(kind="viewed", key=f"{token}-v", at=at, item=uid)]
    if place % 4 == 0:
        steps.append(Seen(kind="searched", key=f"{token}-s", at=at, words="园林"))
    if place % 2:
        steps.append(Seen(kind="added", key=f"{token}-a", at=at, item=uid))
    services.note_steps(token=token, steps=steps, at=at)
