"""Books that readers of the sample club have made: prices of printing, and jobs at several points of their way."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import uuid4

from shuyou.kernel.actor import Actor
from shuyou.orders import services
from shuyou.orders.services import NewManuscript, PrintJobDraft, PrintMoney, PrintPriceDraft, PrintSpec

PRICES: Final = (
    ("setup", "setup", "开机与排版", "Setting up", "80", 0, None),
    ("ebook", "ebook", "制作电子书", "Making an e-book", "120", 0, None),
    ("paper", "70g", "70 克双胶纸", "70 g offset", "0.05", 0, None),
    ("paper", "80g", "80 克轻型纸", "80 g bulky", "0.06", 0, None),
    ("paper", "128g", "128 克铜版纸", "128 g coated", "0.18", 0, None),
    ("colour", "bw", "黑白", "Black and white", "0.04", 0, None),
    ("colour", "full", "彩色", "Colour", "0.35", 0, None),
    ("binding", "saddle", "骑马订", "Saddle stitch", "1.5", 8, 64),
    ("binding", "glue", "胶装", "Perfect binding", "6", 32, 600),
    ("binding", "hard", "精装", "Hardback", "38", 48, 600),
    ("binding", "thread", "线装", "Thread binding", "45", 24, 240),
    ("step", "from-10", "满 10 册", "From 10 copies", "0.92", 10, None),
    ("step", "from-50", "满 50 册", "From 50 copies", "0.8", 50, None),
)
WORDS: Final = "那年春天来得早，巷口的玉兰先开了。祖父把旧书一册册搬到院子里晒，我坐在门槛上认字。"
BOOKS: Final = (
    ("外公的菜谱", "paper", "saddle", 20, "asked"),
    ("沿运河走", "paper", "glue", 30, "quoted"),
    ("一年级的作文", "paper", "hard", 2, "proof"),
    ("玉兰巷 7 号", "paper", "glue", 12, "printing"),
    ("写给女儿的信", "ebook", "", 1, "ready"),
)
"""What each is called, how it is made, how many copies, and how far it has come."""


def have_books_made(readers: list[int], *, at: datetime, actor: Actor) -> None:
    """Have readers bring their files, and staff work on them."""
    for kind, code, zh, en, amount, least, most in PRICES:
        draft = PrintPriceDraft(
            kind=kind, code=code, name_zh=zh, name_en=en, amount=Decimal(amount), least=least, most=most
        )
        services.keep_print_price(draft, actor=actor, at=at - timedelta(days=200))
    for place, (title, form, binding, copies, until) in enumerate(BOOKS):
        began = at - timedelta(days=2 + place * 3)
        content = f"{title}\n\n{WORDS * (320 + place * 160)}".encode()
        file = NewManuscript(member_id=readers[place % len(readers)], content=content, name=f"{title}.txt")
        body = services.shelve_manuscript(file, actor=actor, at=began)
        wish = PrintJobDraft(
            member_id=file.member_id, title=title, form=form, body_id=body, is_own=True, request_key=uuid4()
        )
        number = services.ask_for_book(wish, actor=actor, at=began)
        spec = PrintSpec(form=form, pages=40 + place * 24, copies=copies, paper="80g", colour="bw", binding=binding)
        _go_on(number, spec, until, at=began + timedelta(days=1), actor=actor)


def _go_on(number: str, spec: PrintSpec, until: str, *, at: datetime, actor: Actor) -> None:
    if until == "asked":
        return
    total = services.quote_book(number, spec=spec, actor=actor, at=at)
    if until == "quoted":
        return
    services.accept_quote(number, actor=actor, at=at)
    services.move_book(number, to="proof", actor=actor, at=at)
    if until == "proof":
        return
    services.answer_proof(number, is_passed=True, wish="", actor=actor, at=at)
    money = PrintMoney(tender="transfer", reference=f"PR{number[2:]}", amount=total)
    services.pay_for_book(number, money=money, actor=actor, at=at)
    for to in ("printing", "ready"):
        services.move_book(number, to=to, actor=actor, at=at)
        if to == until:
            return
