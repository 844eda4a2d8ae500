"""Roles and what they may do. Packages say in their AppConfig which roles hold each of their permissions."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    """The hats that staff wear; one person may wear several."""

    SERVICE_AGENT = "service_agent"
    CALL_AGENT = "call_agent"
    SHOP_CLERK = "shop_clerk"
    BUYER = "buyer"
    WAREHOUSE = "warehouse"
    MARKETER = "marketer"
    TELESALES = "telesales"
    ANALYST = "analyst"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


ROLE_NAMES: Mapping[Role, Promise] = MappingProxyType(
    {
        Role.SERVICE_AGENT: _("Service agent"),
        Role.CALL_AGENT: _("Call-center agent"),
        Role.SHOP_CLERK: _("Shop clerk"),
        Role.BUYER: _("Buyer"),
        Role.WAREHOUSE: _("Warehouse"),
        Role.MARKETER: _("Marketer"),
        Role.TELESALES: _("Telesales"),
        Role.ANALYST: _("Analyst"),
        Role.MANAGER: _("Manager"),
        Role.ADMINISTRATOR: _("Administrator"),
    }
)

FRONT = frozenset({Role.SERVICE_AGENT, Role.CALL_AGENT, Role.SHOP_CLERK, Role.TELESALES, Role.MANAGER})
"""Roles that speak with readers."""

EVERYONE = frozenset(Role)
"""Every member of staff."""

_granted: dict[str, frozenset[Role]] = {}


def grant(permissions: Mapping[str, Iterable[Role]]) -> None:
    """Record which roles hold each permission; administrators hold all of them."""
    for code, roles in permissions.items():
        _granted[code] = frozenset(roles) | {Role.ADMINISTRATOR}


def holders(code: str) -> frozenset[Role]:
    """Return the roles that hold a permission; an unknown permission is held by nobody."""
    return _granted.get(code, frozenset())


def holding(code: str) -> list[Role]:
    """Return the roles that hold a permission, in the order in which roles are named."""
    return [role for role in Role if role in holders(code)]


def known() -> Mapping[str, frozenset[Role]]:
    """Return every permission with the roles that hold it."""
    return MappingProxyType(_granted)
