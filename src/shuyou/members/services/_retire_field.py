"""A field of every member that the club asks for no more."""

from datetime import datetime

from shuyou.kernel.actor import Actor
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.members.errors.preferences import FieldNotRetirable
from shuyou.members.events.preferences import FieldRetired
from shuyou.members.models import RetiredField
from shuyou.members.rules.fields import RETIRABLE


@use_case("members.manage_attributes")
def retire_field(*, field: str, is_retired: bool, actor: Actor, at: datetime) -> None:
    """
    Ask for a field of every member no more, or again; what is kept of it stays.

    :raises FieldNotRetirable: the club cannot do without it.
    """
    if field not in RETIRABLE:
        raise FieldNotRetirable(value=field)
    if is_retired:
        by = actor.signature
        _row, has_changed = RetiredField.objects.get_or_create(
            field=field, defaults={"retired_at": at, "retired_by": by}
        )
    else:
        has_changed = RetiredField.objects.filter(field=field).delete()[0] > 0
    if has_changed:
        publish(FieldRetired(field=field, is_retired=is_retired), actor=actor, at=at)
