"""Words about files that come in: why somebody stays when a file is taken back, which saved mapping fits a file."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext_lazy as _

LIKE_ENOUGH: Final = 0.6
"""Part of a saved mapping's headings that a file must have for it to be offered."""

_REASONS: Final = MappingProxyType(
    {
        "orders": _("has orders since"),
        "payments": _("has payments since"),
        "points": _("has points since"),
        "merged": _("was merged since"),
        "edited": _("was edited since"),
        "again": _("came again in a later file"),
        "used": _("is spoken of elsewhere since"),
    }
)


def stays_because(reason: str) -> str:
    """Return why somebody stays, in the reader's language."""
    return str(_REASONS.get(reason, reason))


def likeness_to(headings: Iterable[str], columns: Mapping[str, str]) -> float:
    """Return which part of a mapping's headings a file has."""
    wanted = {heading.strip() for heading in columns.values()}
    return len(wanted & {heading.strip() for heading in headings}) / len(wanted) if wanted else 0.0
