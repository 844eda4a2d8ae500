"""Readers who asked to join by themselves, among the sections of the console."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.registry import NavEntry, registry
from shuyou.members import queries


def _waiting(actor: Actor) -> int:
    return queries.sign_ups_count(actor=actor)


registry.offer(
    NavEntry(
        key="sign_ups",
        label=_("Joining"),
        icon="user-plus",
        url_name="members:sign_ups",
        order=63,
        permission="members.edit",
        badge=_waiting,
    ),
)
