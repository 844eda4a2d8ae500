"""What is asked after a call, by what calls are judged, what readers often ask, and how long recordings stay."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar, Final

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from shuyou.kernel import schema

RULES: Final = {
    "recordings": "工信部呼叫中心通知 / MIIT notice on call centers: at least 30 days; no longer than they can be needed",
    "call_words": "民法典 188 / Civil Code 188: what was said can be proved as long as somebody may claim",
}
MONTHS: Final = {"recordings": 6, "call_words": 36}
AFTER: Final[Mapping[str, Mapping[str, Any]]] = {
    "ask": {
        "kind": "survey", "next": "thanks", "tries": 2, "else": "bye",
        "text": {"zh": "请为这次服务打分，非常满意请按 5，满意请按 4，一般请按 3，不满意请按 2，很不满意请按 1。",
                 "en": "How was our service? Press 5 for very good, down to 1 for very bad."},
    },
    "thanks": {"kind": "hangup", "text": {"zh": "谢谢您，再见。", "en": "Thank you. Goodbye."}},
    "bye": {"kind": "hangup", "text": {"zh": "再见。", "en": "Goodbye."}},
}  # fmt: skip
POINTS: Final = (
    {"code": "greeting", "zh": "问候与自我介绍", "en": "Greeting and name", "weight": 1},
    {"code": "listening", "zh": "听懂读者要什么", "en": "Understood what the reader wants", "weight": 3},
    {"code": "answer", "zh": "答得对、办得成", "en": "Right answer, done", "weight": 4},
    {"code": "tone", "zh": "语气与用词", "en": "Tone and words", "weight": 2},
    {"code": "record", "zh": "小结记录完整", "en": "Notes are complete", "weight": 1},
)  # fmt: skip
CARDS: Final = (
    ("订单什么时候到？", "When does my order arrive?",
     "从会员页看最近的订单与物流；已发货的一般两到五天到。",
     "See the latest order on the member page; parcels take two to five days."),
    ("怎么退换图书？", "How do I return or exchange a book?",
     "收到后按退换规定可退可换；在会员页的订单里登记退货，读者也可以到任一书店办理。",
     "Enter the return in the order on the member page, or the reader brings it to any store."),
    ("积分怎么用？", "How do I use points?",
     "下单时可以抵扣，也可以兑换礼品；先到期的先用。", "They pay part of an order, or for a reward; the oldest go first."),
)  # fmt: skip


def begin(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Give a club what it needs after calls."""

    def model(name: str) -> Any:
        return apps.get_model("callcenter", name)

    at = datetime(2026, 1, 1, tzinfo=UTC)
    menu = model("Menu").objects.create(code="after_call", name="通话后评价 After the call")
    model("MenuVersion").objects.create(
        menu=menu, number=1, state="published", graph={"start": "ask", "nodes": AFTER}, made_by="system:first_day",
        made_at=at, published_at=at,
    )  # fmt: skip
    model("QualityForm").objects.create(code="call", name_zh="通话质量", name_en="Quality of a call", points=list(POINTS))
    for place, (question_zh, question_en, answer_zh, answer_en) in enumerate(CARDS):
        model("QuestionCard").objects.create(
            question_zh=question_zh, question_en=question_en, answer_zh=answer_zh, answer_en=answer_en, order=place
        )
    club = model("Queue").objects.get(code="club")
    model("CallList").objects.create(
        name="自动通知 Automatic notices", kind="notice", mode="auto", queue=club, state="paused",
        made_by="system:first_day", made_at=at,
    )  # fmt: skip
    rule = apps.get_model("members", "RetentionRule")
    rule.objects.bulk_create([rule(part=part, months=MONTHS[part], ground=ground) for part, ground in RULES.items()])


def undo(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take away what would stand in the way of going forward again."""
    apps.get_model("members", "RetentionRule").objects.filter(part__in=RULES).delete()
    apps.get_model("callcenter", "MenuVersion").objects.filter(menu__code="after_call").delete()
    apps.get_model("callcenter", "Menu").objects.filter(code="after_call").delete()


class Migration(migrations.Migration):
    dependencies: ClassVar = [("callcenter", "0004_company_and_lists"), ("members", "0032_proved_sign_ups")]
    operations: ClassVar = [
        migrations.RunPython(begin, undo),
        *(schema.keep_history(f"callcenter_{one}") for one in ("qualityform", "questioncard", "calllist", "shift")),
    ]
