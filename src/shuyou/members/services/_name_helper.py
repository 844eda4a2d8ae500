"""Naming who looks after a key customer in person."""

from datetime import datetime

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.events import publish
from shuyou.kernel.models import User
from shuyou.kernel.usecase import use_case
from shuyou.members.errors import ColleagueUnknown
from shuyou.members.errors.households import NotKeyCustomer
from shuyou.members.events.households import HelperNamed
from shuyou.members.models import Card, Member, PersonTag, Relation
from shuyou.members.rules.key_readers import key_reason
from shuyou.members.services._hold_member import hold_member


@use_case("members.name_helpers")
def name_helper(*, member_id: int, helper_id: int | None, actor: Actor, at: datetime) -> None:
    """
    Name who looks after a reader in person, or nobody any more; nothing is told when nothing changes.

    Managers may name one for anybody.

    :raises NotFound: there is no such member.
    :raises ColleagueUnknown: nobody who works here has this id.
    :raises NotKeyCustomer: the reader is no key customer.
    """
    held = hold_member(member_id=member_id)
    if helper_id is not None:
        if not User.objects.filter(pk=helper_id, is_staff=True, is_active=True).exists():
            raise ColleagueUnknown(field="helper", value=helper_id)
        if not actor.may("members.manage_cards") and not why_key(
            member_id=member_id, price_list=held.price_list, at=at
        ):
            raise NotKeyCustomer(name=held.name)
    before = Member.objects.values_list("helper_id", flat=True).get(pk=member_id)
    if before != helper_id:
        Member.objects.filter(pk=member_id).update(helper_id=helper_id)
        publish(HelperNamed(member_id=member_id, helper_id=helper_id, before_id=before), actor=actor, at=at)


def why_key(*, member_id: int, price_list: str, at: datetime) -> str:
    """Return why a reader is a key customer, in three queries; empty if they are none."""
    cards = Card.objects.filter(member_id=member_id, status=Card.Status.ACTIVE).values_list("kind", flat=True)
    tags = PersonTag.objects.filter(person_id=member_id).values_list("tag__name", flat=True)
    children = Relation.objects.filter(person_id=member_id, role=Relation.Role.PARENT)
    born = [day for day in children.values_list("other__birth_date", flat=True) if day is not None]
    return key_reason(price_list=price_list, card_kinds=cards, tags=tags, children_born=born, today=club_day(at))
