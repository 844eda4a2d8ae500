"""What messaging itself tells readers: codes, and that something of their account was changed."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.notices import MARKETING, SERVICE, Fact, NoticeKind, Words

OWN: Final = "own."
"""How kinds begin that staff made for mailings."""


def own_kind(code: str, name: str) -> NoticeKind:
    """Return a kind that staff made: it says nothing but what its words say, and is for what a mailing is for."""
    empty = Words(subject="", body="", short="")
    return NoticeKind(code=code, label=name, purpose=MARKETING, facts=(), zh=empty, en=empty)


CODE: Final = NoticeKind(
    code="messaging.code",
    label=_("Code to prove an address"),
    purpose=SERVICE,
    is_urgent=True,
    channels=("sms", "email"),
    facts=(
        Fact(name="code", label=_("Code"), sample="204817", is_secret=True),
        Fact(name="minutes", label=_("Minutes for which it counts"), sample="10"),
    ),
    zh=Words(
        subject="您的验证码",
        body="您的验证码是：\n\n# {code}\n\n{minutes} 分钟内有效，请勿告诉任何人，我们的员工也不会向您索要。"
        "\n\n> 如果不是您本人操作，请不必理会这封信。",
        short="验证码 {code}，{minutes} 分钟内有效，请勿告诉任何人。",
    ),
    en=Words(
        subject="Your code",
        body="Your code is:\n\n# {code}\n\nIt counts for {minutes} minutes. Tell it to nobody; we never ask for it."
        "\n\n> If it was not you who asked for it, there is nothing to do.",
        short="Your code is {code}. It counts for {minutes} minutes. Tell it to nobody.",
    ),
)


def _warning(code: str, label: str | Promise, zh: str, en: str) -> NoticeKind:
    return NoticeKind(
        code=f"messaging.{code}", label=label, purpose=SERVICE, is_urgent=True, channels=("email", "sms", "app"),
        facts=(Fact(name="when", label=_("When"), sample="2026-11-23 10:20"),),
        zh=Words(
            subject=zh,
            body=f"{{name|书友}}，您好：\n\n{zh}（{{when}}）。\n\n如非本人操作，请马上联系 {{contact}}。",
            short=f"{zh}（{{when}}）。如非本人操作请联系 {{contact}}。",
        ),
        en=Words(
            subject=en, short=f"{en} ({{when}}). If it was not you, call {{contact}}.",
            body=f"Dear {{name|reader}},\n\n{en} ({{when}}).\n\nIf it was not you, tell us at once: {{contact}}.",
        ),
    )  # fmt: skip


PASSWORD_CHANGED: Final = _warning(
    "password_changed", _("Password changed"), "您的账户密码已更改", "The password of your account was changed"
)
CONTACT_CHANGED: Final = _warning(
    "contact_changed", _("Phone or e-mail changed"), "您账户的手机或邮箱已更改",
    "The phone or e-mail address of your account was changed",
)  # fmt: skip
SIGNED_IN: Final = _warning(
    "signed_in", _("Signed in from a new place"), "您的账户在新的设备上登录", "Your account was opened on a new device"
)
NOTICES: Final = (CODE, PASSWORD_CHANGED, CONTACT_CHANGED, SIGNED_IN)
