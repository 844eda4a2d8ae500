"""How members joins the house."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.apps import PackageConfig
from shuyou.kernel.permissions import FRONT, Role
from shuyou.kernel.registry import registry


class MembersConfig(PackageConfig):
    """The package's place in the house and who may do what in it."""

    name = "shuyou.members"
    label = "members"
    verbose_name = _("Members")
    permissions: ClassVar[Mapping[str, Iterable[Role]]] = {
        "members.search": FRONT | {Role.WAREHOUSE, Role.MARKETER, Role.ANALYST},
        "members.view": FRONT | {Role.MARKETER, Role.ANALYST},
        "members.see_contact": FRONT,
        "members.edit": FRONT,
        "members.edit_institutions": FRONT,
        "members.name_helpers": FRONT,
        "members.issue_cards": FRONT,
        "members.list_cards": FRONT | {Role.MARKETER, Role.ANALYST},
        "members.manage_cards": {Role.MANAGER},
        "members.block": {Role.SERVICE_AGENT, Role.MANAGER},
        "members.export": FRONT | {Role.MARKETER, Role.ANALYST},
        "members.export_open": {Role.MANAGER, Role.SERVICE_AGENT},
        "members.see_trade": FRONT | {Role.MARKETER, Role.ANALYST},
        "members.measure": {Role.MANAGER},
        "members.approve_export": {Role.MANAGER},
        "members.set_export_limits": {Role.ADMINISTRATOR},
        "members.change_many": {Role.MANAGER, Role.MARKETER},
        "members.import": {Role.MANAGER},
        "members.sign_up": {Role.MANAGER},
        "members.see_papers": FRONT,
        "members.file_papers": FRONT,
        "members.match": {Role.SERVICE_AGENT, Role.MANAGER},
        "members.decide_pairs": {Role.SERVICE_AGENT, Role.MANAGER},
        "members.set_merging": {Role.MANAGER},
        "members.merge": {Role.SERVICE_AGENT, Role.MANAGER},
        "members.answer_privacy": {Role.SERVICE_AGENT, Role.MANAGER},
        "members.erase": {Role.MANAGER},
        "members.see_accesses": {Role.MANAGER},
        "members.hold_data": {Role.MANAGER},
        "members.set_retention": {Role.MANAGER},
        "members.log_contact": FRONT,
        "members.note_inquiry": FRONT,
        "members.see_questions": FRONT | {Role.BUYER, Role.MARKETER, Role.ANALYST},
        "members.write_notes": FRONT,
        "members.read_notes": FRONT,
        "members.read_sensitive_notes": {Role.SERVICE_AGENT, Role.MANAGER},
        "members.plan_tasks": FRONT | {Role.MARKETER},
        "members.put_tags": FRONT | {Role.MARKETER},
        "members.manage_tags": {Role.MANAGER, Role.MARKETER},
        "members.record_preferences": FRONT,
        "members.manage_attributes": {Role.MANAGER, Role.MARKETER},
        "members.see_field_use": {Role.MANAGER, Role.MARKETER, Role.ANALYST},
        "members.see_recognition": {Role.MANAGER, Role.ANALYST, Role.MARKETER, Role.SERVICE_AGENT},
    }

    def ready(self) -> None:
        """Also offer to carry what belongs to a member when two become one."""
        super().ready()
        from shuyou.members.services._carry_members import CARRIER

        registry.offer(CARRIER)
