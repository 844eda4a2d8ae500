"""How messaging joins the house."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from django.utils.translation import pgettext_lazy

from shuyou.kernel.apps import PackageConfig
from shuyou.kernel.permissions import FRONT, Role
from shuyou.kernel.registry import registry


class MessagingConfig(PackageConfig):
    """The package's place in the house and who may do what in it."""

    name = "shuyou.messaging"
    label = "messaging"
    verbose_name = pgettext_lazy("outbox", "Messages")
    permissions: ClassVar[Mapping[str, Iterable[Role]]] = {
        "messaging.view": FRONT | {Role.MARKETER, Role.ANALYST},
        "messaging.write": FRONT,
        "messaging.send": (),
        "messaging.mail": {Role.MARKETER, Role.MANAGER},
        "messaging.replay": {Role.SERVICE_AGENT, Role.MANAGER},
        "messaging.export": {Role.MANAGER, Role.ANALYST},
        "messaging.edit_templates": {Role.MARKETER, Role.MANAGER},
        "messaging.approve_templates": {Role.MANAGER},
        "messaging.suppress": FRONT,
        "messaging.set_terms": {Role.MANAGER},
        "messaging.print": {Role.SERVICE_AGENT, Role.MARKETER, Role.MANAGER},
        "messaging.see_mail": (),
    }

    def ready(self) -> None:
        """Also offer to carry what belongs to a member when two become one."""
        super().ready()
        from shuyou.messaging.services._carry_messages import CARRIER

        registry.offer(CARRIER)
