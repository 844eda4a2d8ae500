"""How insight joins the house."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.apps import PackageConfig
from shuyou.kernel.permissions import FRONT, Role
from shuyou.kernel.registry import registry


class InsightConfig(PackageConfig):
    """The package's place in the house and who may do what in it."""

    name = "shuyou.insight"
    label = "insight"
    verbose_name = _("Insight")
    permissions: ClassVar[Mapping[str, Iterable[Role]]] = {
        "insight.view": {Role.MARKETER, Role.ANALYST, Role.BUYER, Role.MANAGER},
        "insight.see_runs": {Role.ANALYST, Role.MANAGER},
        "insight.fill_lake": {Role.ANALYST, Role.MANAGER},
        "insight.see_value": FRONT | {Role.MARKETER, Role.ANALYST},
        "insight.see_values": {Role.MARKETER, Role.ANALYST, Role.MANAGER},
        "insight.export_values": {Role.MARKETER, Role.ANALYST, Role.MANAGER},
        "insight.work_out": {Role.ANALYST, Role.MANAGER},
        "insight.write_model": {Role.ANALYST, Role.MANAGER},
        "insight.publish_model": {Role.MANAGER},
        "insight.keep_targets": {Role.MARKETER, Role.ANALYST, Role.MANAGER},
        "insight.note_intent": FRONT | {Role.MARKETER, Role.ANALYST, Role.MANAGER},
    }

    def ready(self) -> None:
        """Also offer to carry what belongs to a member when two become one."""
        super().ready()
        from shuyou.insight.services._carry_insight import CARRIER

        registry.offer(CARRIER)
