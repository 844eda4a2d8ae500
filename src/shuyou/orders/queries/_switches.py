"""What the club may do or leave about orders."""

from collections.abc import Sequence
from dataclasses import dataclass

from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import query
from shuyou.orders.models import Switch


@dataclass(frozen=True, slots=True)
class SwitchRow:
    """A switch: what it does, and whether it is on."""

    code: str
    label: str
    is_on: bool


@query("orders.set_switches")
def switches(*, actor: Actor) -> Sequence[SwitchRow]:
    """Return every switch, in one query."""
    on = dict(Switch.objects.values_list("code", "is_on"))
    return [SwitchRow(code.value, str(code.label), on.get(code.value, False)) for code in Switch.Code]
