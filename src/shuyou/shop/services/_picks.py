"""Whether titles are chosen for a reader by what they bought and like, or are the same as everybody's."""

from datetime import datetime

from shuyou.kernel.actor import Actor
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.shop.events import PicksSwitched
from shuyou.shop.models import Account


@use_case("shop.keep_account")
def switch_picks(*, account_id: int, is_on: bool, actor: Actor, at: datetime) -> None:
    """Have titles chosen for a reader, or not."""
    account = Account.objects.select_for_update(no_key=True).get(pk=account_id)
    account.wants_picks = is_on
    account.save(update_fields=["wants_picks"])
    publish(PicksSwitched(member_id=account.member_id, is_on=is_on), actor=actor, at=at)
