"""Readers who say no to being profiled: their value is shown no more from that moment on."""

from datetime import datetime

from shuyou.insight.models import MemberValue
from shuyou.insight.queries.model import published


def leave_out(*, member_id: int, at: datetime) -> bool:
    """Forget the value of a reader who said no, unless the model in force values everybody; return whether it is so."""
    version = published(at=at)
    if version is not None and version.model.values_everybody:
        return False
    MemberValue.objects.filter(pk=member_id).delete()
    return True
