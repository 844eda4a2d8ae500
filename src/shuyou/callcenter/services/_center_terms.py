"""By what reports count."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuyou.callcenter.events import SetUpChanged
from shuyou.callcenter.models import CenterTerms
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import InvalidValue
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case

LONGEST = 90
"""Days after which nobody comes back about the same."""


@use_case("callcenter.set_up")
def put_center_terms(*, solved_days: int, late_minutes: int, actor: Actor, at: datetime) -> None:
    """
    Say within how many days a second contact about the same counts, and from how many minutes on somebody is late.

    :raises InvalidValue: no days, or more than ninety.
    """
    if not 1 <= solved_days <= LONGEST:
        raise InvalidValue(label=_("days"), value=str(solved_days), field="solved_days")
    terms = CenterTerms.objects.select_for_update(no_key=True).get(pk=1)
    terms.solved_days, terms.late_minutes = solved_days, late_minutes
    terms.save()
    publish(SetUpChanged(what="terms", code="center"), actor=actor, at=at)
