"""A list of payments leaves the house as a file."""

from datetime import datetime

from shuyou.kernel.actor import Actor
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.payments.events import MoneyExported


@use_case("payments.export")
def note_export(*, what: str, wanted: str, actor: Actor, at: datetime) -> None:
    """Note who took which list as a file."""
    publish(MoneyExported(what=what, wanted=wanted[:400]), actor=actor, at=at)
