"""Who works in the sample club."""

from dataclasses import dataclass
from typing import Final

from shuyou.kernel.permissions import Role

PASSWORD = "shuyou-sample"  # noqa: S105 - printed at every start; the sample club holds nothing worth keeping
"""The password of every sample account."""


@dataclass(frozen=True, slots=True)
class StaffMember:
    """One of the staff, with an invented name."""

    role: Role
    username: str
    full_name: str


SUPPLIER: Final = "supplier"
"""Who signs in to a supplier's own pages."""

STAFF = (
    StaffMember(Role.CALL_AGENT, "agent", "何思远"),
    StaffMember(Role.SERVICE_AGENT, "service", "许明溪"),
    StaffMember(Role.SHOP_CLERK, "clerk", "顾小满"),
    StaffMember(Role.BUYER, "buyer", "邵文澜"),
    StaffMember(Role.WAREHOUSE, "warehouse", "石大川"),
    StaffMember(Role.MARKETER, "marketer", "叶澜汐"),
    StaffMember(Role.TELESALES, "telesales", "钱佳音"),
    StaffMember(Role.ANALYST, "analyst", "卢予安"),
    StaffMember(Role.MANAGER, "manager", "温静仪"),
    StaffMember(Role.ADMINISTRATOR, "admin", "纪清和"),
)
