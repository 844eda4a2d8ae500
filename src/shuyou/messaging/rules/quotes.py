"""What somebody newly wrote in an answer, without the letter that they answer."""

import re
from typing import Final

_WROTE: Final = re.compile(
    r"^[ \t]*(?:On\b[^\n]{0,200}(?:\n[^\n]{0,120})?\bwrote:|在[^\n]{0,200}(?:\n[^\n]{0,120})?写道[：:])[ \t]*$",
    re.MULTILINE,
)
_RULED: Final = re.compile(
    r"^[ \t]*[-_]{2,}[ \t]*(?:Original Message|Original|Forwarded message|原始邮件|原邮件|转发的?邮件)[ \t]*[-_]{2,}",
    re.MULTILINE | re.IGNORECASE,
)
_HEADED: Final = re.compile(
    r"^[ \t>*]*(?:发件人|寄件者|From)[ \t*]*[：:][^\n]*\n(?:[^\n]*\n){0,4}?"
    r"[ \t>*]*(?:收件人|主题|发送时间|To|Subject|Sent)[ \t*]*[：:]",
    re.MULTILINE,
)


def without_quotes(text: str) -> str:
    """Return a text without what it quotes; all of it, where nothing else is left."""
    plain = text.replace("\r\n", "\n")
    ends = [found.start() for rule in (_WROTE, _RULED, _HEADED) if (found := rule.search(plain))]
    head = plain[: min(ends)] if ends else plain
    own = "\n".join(line for line in head.split("\n") if not line.lstrip().startswith(">"))
    return re.sub(r"\n{3,}", "\n\n", own).strip() or text.strip()
