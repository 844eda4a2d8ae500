"""What readers are told or asked by telephone: kinds of notices for the gate, and what a call says by itself."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.notices import MARKETING, SERVICE, Fact, NoticeKind, Words

_REASON: Final = Fact(name="reason", label=_("Why they are called"), sample="书友节")
_NUMBER: Final = Fact(name="number", label=_("Order number"), sample="A2611230017")
_PLACE: Final = Fact(name="place", label=_("Place"), sample="书友西湖店")


def _kind(code: str, label: str | Promise, purpose: str, facts: tuple[Fact, ...], words: tuple[str, str]) -> NoticeKind:
    zh, en = words
    return NoticeKind(
        code=f"callcenter.{code}", label=label, purpose=purpose, facts=facts, channels=("phone",),
        zh=Words(subject="书友会来电", body=zh, short=zh),
        en=Words(subject="A call of the book club", body=en, short=en),
    )  # fmt: skip


READY: Final = _kind(
    "ready", _("Call: an order is ready to be fetched"), SERVICE, (_NUMBER, _PLACE),
    ("您好，这里是书友会。您的订单 {number} 已备好，请到{place}取书。",
     "Hello, this is the book club. Your order {number} lies ready for you at {place}."),
)  # fmt: skip
_ASKED: Final = ("书友会来电：{reason}", "A call of the book club: {reason}")
SATISFIED: Final = _kind("satisfied", _("Call: are they satisfied?"), SERVICE, (_REASON,), _ASKED)
MANAGERS: Final = _kind("managers", _("Call of a manager"), SERVICE, (_REASON,), _ASKED)
SALES: Final = _kind("sales", _("Call of telesales"), MARKETING, (_REASON,), _ASKED)
KINDS: Final = (READY, SATISFIED, MANAGERS, SALES)
OF_LIST: Final = {"satisfied": SATISFIED.code, "managers": MANAGERS.code, "sales": SALES.code}
"""What the gate is asked for the readers of a list, by its kind."""
CONFIRMED: Final = "confirmed"
_KEYS: Final = {
    "zh": "确认请按 1，再听一遍请按 2，人工服务请按 0。",
    "en": "To confirm press 1, to hear it again 2, for an agent 0.",
}  # fmt: skip
_THANKS: Final = {"zh": "谢谢您，再见。", "en": "Thank you. Goodbye."}


def announcement(text: str, *, language: str, queue: str) -> Mapping[str, object]:
    """Return the menu of a call that says something by itself: it ends at `CONFIRMED` if the reader confirms it."""
    return {
        "start": "say",
        "nodes": {
            "say": {
                "kind": "menu", "text": {language: f"{text} {_KEYS[language]}"}, "tries": 2, "else": "bye",
                "edges": {"1": CONFIRMED, "2": "say", "0": "agent"},
            },
            CONFIRMED: {"kind": "hangup", "text": {language: _THANKS[language]}},
            "agent": {"kind": "queue", "queue": queue},
            "bye": {"kind": "hangup", "text": {language: _THANKS[language]}},
        },
    }  # fmt: skip
