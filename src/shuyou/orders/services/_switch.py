"""What the club may do or leave about orders."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.usecase import use_case
from shuyou.orders.events import SwitchSet
from shuyou.orders.models import Switch


@use_case("orders.set_switches")
def set_switch(code: str, *, is_on: bool, actor: Actor, at: datetime) -> None:
    """
    Switch something on or off; the row history keeps who did.

    :raises NotFound: there is no such switch.
    """
    if code not in Switch.Code:
        raise NotFound(what=_("switch"), key=code)
    Switch.objects.update_or_create(code=code, defaults={"is_on": is_on})
    events.publish(SwitchSet(code=code, is_on=is_on), actor=actor, at=at)
