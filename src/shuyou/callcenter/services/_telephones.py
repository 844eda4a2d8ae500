"""Agents' telephones: the secret that each proves itself by."""

import secrets
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from shuyou.callcenter.events import SetUpChanged
from shuyou.callcenter.models import Agent
from shuyou.callcenter.services._ask_switch import nudge
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.sealed import seal, unseal
from shuyou.kernel.usecase import use_case

_PURPOSE: Final = "calls: secret"
LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
LENGTH: Final = 16
"""Letters of a secret that can be read out and typed on a telephone; 79 bits."""


def unsealed_secret(text: str) -> str:
    """Return a secret that was sealed; empty if this is none."""
    return unseal(text, purpose=_PURPOSE) or "" if text else ""


@use_case("callcenter.set_up")
def renew_secret(*, user_id: int, actor: Actor, at: datetime) -> str:
    """
    Give an agent's telephone a new secret, and return it: nobody is shown it again. The old one holds no longer.

    :raises NotFound: there is no such agent.
    """
    agent = Agent.objects.select_for_update(no_key=True).filter(pk=user_id).first()
    if agent is None:
        raise NotFound(what=_("agent"), key=user_id)
    secret = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    agent.secret = seal(secret, purpose=_PURPOSE)
    agent.save(update_fields=["secret"])
    nudge(agent.site, what="reload")
    publish(SetUpChanged(what="telephone", code=str(agent.pk)), actor=actor, at=at)
    return secret
