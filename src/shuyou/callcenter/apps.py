"""How the call center joins the house."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.apps import PackageConfig
from shuyou.kernel.notices import declare
from shuyou.kernel.permissions import FRONT, Role
from shuyou.kernel.registry import registry

AGENTS = frozenset({Role.CALL_AGENT, Role.SERVICE_AGENT, Role.TELESALES, Role.MANAGER})


class CallcenterConfig(PackageConfig):
    """The package's place in the house and who may do what in it."""

    name = "shuyou.callcenter"
    label = "callcenter"
    verbose_name = _("Call center")
    permissions: ClassVar[Mapping[str, Iterable[Role]]] = {
        "callcenter.view": FRONT | {Role.ANALYST},
        "callcenter.answer": AGENTS,
        "callcenter.see_floor": AGENTS | {Role.ANALYST},
        "callcenter.supervise": {Role.MANAGER},
        "callcenter.report": {Role.MANAGER, Role.ANALYST},
        "callcenter.export": {Role.MANAGER, Role.ANALYST},
        "callcenter.set_up": {Role.MANAGER},
        "callcenter.edit_menus": {Role.MANAGER},
        "callcenter.make_lists": {Role.MANAGER, Role.TELESALES, Role.MARKETER},
        "callcenter.listen": {Role.MANAGER},
        "callcenter.take_recordings": {Role.MANAGER},
        "callcenter.judge": {Role.MANAGER},
        "callcenter.take_feedback": AGENTS,
        "callcenter.answer_feedback": {Role.SERVICE_AGENT, Role.MANAGER},
        "callcenter.answer_seniors": {Role.MANAGER},
        "callcenter.want_call": FRONT,
        "callcenter.run_switch": (),
    }

    def ready(self) -> None:
        """Also offer to carry what belongs to a member when two become one."""
        super().ready()
        from shuyou.callcenter.rules.notices import KINDS
        from shuyou.callcenter.services._carry_calls import CARRIER

        registry.offer(CARRIER)
        declare(*KINDS)
