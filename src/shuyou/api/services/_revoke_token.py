"""Shutting a program out."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuyou.api.events import TokenRevoked, WebhookSwitched
from shuyou.api.models import Token, Webhook
from shuyou.kernel import events
from shuyou.kernel.actor import TOKEN, Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.usecase import use_case


@use_case("api.manage_tokens")
def revoke_token(name: str, *, actor: Actor, at: datetime) -> None:
    """
    Make the token of this name open nothing from now on, and tell the addresses that it named nothing any more.

    :raises NotFound: no token of this name is in use.
    """
    token = Token.objects.select_for_update(no_key=True).filter(name=name, revoked_at=None).first()
    if token is None:
        raise NotFound(what=_("token"), key=name)
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    events.publish(TokenRevoked(token=str(token.uid)), actor=actor, at=at)
    named = Webhook.objects.select_for_update(no_key=True).filter(created_by=f"{TOKEN}:{token.uid}", stopped_at=None)
    for webhook in named.order_by("pk"):
        webhook.stopped_at = at
        webhook.save(update_fields=["stopped_at"])
        events.publish(WebhookSwitched(webhook=str(webhook.uid), is_on=False, has_failed=False), actor=actor, at=at)
