"""What bundles of readers' own show on the member page."""

from collections.abc import Mapping
from datetime import datetime

from shuyou.kernel.actor import Actor
from shuyou.kernel.registry import Panel, registry
from shuyou.orders import queries


def _bundle(member_id: int, actor: Actor, at: datetime) -> Mapping[str, object] | None:
    bundle = queries.open_bundle(member_id=member_id, at=at, actor=actor)
    return {"bundle": bundle, "may_place": actor.may("orders.place")} if bundle else None


registry.offer(
    Panel(
        slot="member.left",
        key="own-bundle",
        order=34,
        permission="orders.view",
        template="orders/panels/bundle.html",
        load=_bundle,
        is_slow=True,
    )
)
