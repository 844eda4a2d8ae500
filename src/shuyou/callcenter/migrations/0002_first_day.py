"""What a new club starts with: one site, seven work groups with a line for senior members, a menu, reasons and codes."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar, Final

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from shuyou.kernel import schema

SKILLS: Final = (
    ("club", "书友会热线", "Club hotline"), ("online", "网上服务", "Online service"), ("sales", "电话销售", "Telesales"),
    ("letters", "来信答复", "Letters"), ("papers", "单证处理", "Documents"), ("finance", "财务与汇款", "Finance"),
    ("data", "资料维护", "Data care"),
)  # fmt: skip
SCRIPT_ZH: Final = "您好，书友会，我是{agent}，请问有什么可以帮您？"
SCRIPT_EN: Final = "Hello, this is {agent} of the book club. How may I help you?"
PAUSES: Final = (
    ("break", "小休", "Short break", False), ("meal", "用餐", "Meal", False), ("training", "培训", "Training", True),
    ("meeting", "会议", "Meeting", True), ("paperwork", "处理单据", "Paperwork", True),
    ("missed", "多次未接", "Calls missed", False),
)  # fmt: skip
CODES: Final = (
    ("order", "订单与物流", "Order and delivery"), ("exchange", "换货退货", "Exchange or return"),
    ("wanted", "缺书等书", "Title wanted"), ("points", "积分与卡", "Points and card"),
    ("advice", "荐书选书", "Advice on books"), ("money", "汇款与发票", "Payment and invoice"),
    ("suggestion", "建议", "Suggestion"), ("complaint", "投诉", "Complaint"), ("other", "其他", "Other"),
)  # fmt: skip
MENU_ZH: Final = (
    "订单与物流请按 1，换货退货请按 2，积分查询请按 3，汇款查询请按 4，荐书与新书请按 5，留言请按 8，由我们回电请按 9，"
    "人工服务请按 0。"
)
MENU_EN: Final = (
    "For orders and delivery press 1, for exchanges 2, for your points 3, for remittances 4, for books 5, to leave a "
    "message 8, to be called back 9, for an agent 0."
)
NODES: Final[Mapping[str, Mapping[str, Any]]] = {
    "hours": {"kind": "hours", "next": "hello", "else": "closed"},
    "closed": {
        "kind": "menu", "edges": {"1": "message"}, "tries": 1, "else": "bye",
        "text": {"zh": "您好，书友会。现在是休息时间，留言请按 1。",
                 "en": "This is the book club. We are closed. To leave a message press 1."},
    },
    "hello": {"kind": "say", "next": "who", "text": {"zh": "您好，欢迎致电书友会。", "en": "Welcome to the book club."}},
    "who": {"kind": "identify", "next": "menu", "else": "menu"},
    "menu": {
        "kind": "menu", "else": "senior", "text": {"zh": MENU_ZH, "en": MENU_EN},
        "edges": {"1": "order", "2": "exchange", "3": "points", "4": "remittance", "5": "news", "8": "message",
                  "9": "back", "0": "senior"},
    },
    "order": {"kind": "lookup", "what": "order", "next": "menu", "else": "senior"},
    "points": {"kind": "lookup", "what": "points", "next": "menu", "else": "card"},
    "remittance": {"kind": "lookup", "what": "remittance", "next": "menu", "else": "money"},
    "news": {"kind": "lookup", "what": "news", "next": "menu", "else": "sales"},
    "card": {
        "kind": "collect", "name": "card", "digits": 16, "least": 4, "end": "#", "next": "code", "else": "senior",
        "text": {"zh": "请输入会员卡号，按井号键结束。", "en": "Please enter your card number and press hash."},
    },
    "code": {
        "kind": "collect", "name": "code", "digits": 4, "least": 4, "next": "card_known", "else": "senior",
        "text": {"zh": "请输入登记手机号的后四位。", "en": "Please enter the last four digits of your number on file."},
    },
    "card_known": {"kind": "lookup", "what": "card", "next": "points_again", "else": "senior"},
    "points_again": {"kind": "lookup", "what": "points", "next": "menu", "else": "senior"},
    "exchange": {"kind": "queue", "queue": "papers"},
    "money": {"kind": "queue", "queue": "finance"},
    "sales": {"kind": "queue", "queue": "sales"},
    "senior": {"kind": "lookup", "what": "senior", "next": "senior_line", "else": "club_line"},
    "senior_line": {"kind": "queue", "queue": "senior"},
    "club_line": {"kind": "queue", "queue": "club"},
    "message": {"kind": "voicemail", "queue": "letters"},
    "back": {"kind": "callback", "queue": "club"},
    "bye": {"kind": "hangup", "text": {"zh": "再见。", "en": "Goodbye."}},
}  # fmt: skip


def begin(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Give a club its first site, groups, reasons, codes and menu."""

    def model(name: str) -> Any:
        return apps.get_model("callcenter", name)

    site = model("Site").objects.create(code="main", name="Main", adapter="simulated")
    for place, (code, zh, en) in enumerate(SKILLS):
        skill = model("Skill").objects.create(code=code, name_zh=zh, name_en=en)
        model("Queue").objects.create(
            code=code, name_zh=zh, name_en=en, skill=skill, order=place + 1, script_zh=SCRIPT_ZH, script_en=SCRIPT_EN
        )
    club = model("Queue").objects.get(code="club")
    model("Queue").objects.create(
        code="senior", name_zh="资深会员专线", name_en="Senior members", skill=club.skill, order=0, priority=30,
        is_for_seniors=True, owner_wait=15, overflow=club, overflow_after=60, script_zh=SCRIPT_ZH, script_en=SCRIPT_EN,
    )  # fmt: skip
    for place, (code, zh, en, is_productive) in enumerate(PAUSES):
        model("PauseReason").objects.create(
            code=code, name_zh=zh, name_en=en, order=place, is_productive=is_productive
        )
    for place, (code, zh, en) in enumerate(CODES):
        model("WrapCode").objects.create(code=code, name_zh=zh, name_en=en, order=place)
    menu = model("Menu").objects.create(code="main", name="书友会 Main")
    at = datetime(2026, 1, 1, tzinfo=UTC)
    model("MenuVersion").objects.create(
        menu=menu, number=1, state="published", graph={"start": "hours", "nodes": NODES}, made_by="system:first_day",
        made_at=at, published_at=at,
    )  # fmt: skip
    model("Line").objects.create(number="4008000000", name="400", site=site, menu=menu)


def undo(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Leave the rows to the tables, which go next."""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("callcenter", "0001_initial")]
    operations: ClassVar = [
        migrations.RunPython(begin, undo),
        schema.append_only_until_erased("callcenter_callstep"),
        *(schema.keep_history(f"callcenter_{one}") for one in ("site", "skill", "queue", "wrapcode", "pausereason")),
        schema.keep_history("callcenter_agentskill"),
        schema.keep_history("callcenter_line"),
    ]
