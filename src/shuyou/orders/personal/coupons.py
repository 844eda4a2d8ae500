"""What coupons keep about persons: whose they are, who got none, and why somebody blocked one."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.registry import Fate, PersonalTable, TextPlace, registry

_OF_RELATIVES = "t.member_id = ANY (%(related)s)"

registry.offer(
    PersonalTable(
        name="orders_coupon",
        label=_("Coupons"),
        fate=Fate.WIPED,
        rows="member_id = ANY (%(people)s)",
        gone="false",
        wiped={"block_reason": "''"},
        shown={"code": _("Code"), "uses": _("Used"), "most_uses": _("At most"), "block_reason": _("Why it is blocked")},
    ),
    PersonalTable(
        name="orders_couponleftout",
        label=_("Campaigns of which they got no coupon"),
        fate=Fate.REMOVED,
        rows="member_id = ANY (%(people)s)",
        gone="false",
        shown={"batch_id": _("Campaign")},
    ),
    TextPlace(table="orders_coupon", column="block_reason", where=_OF_RELATIVES, names_where=_OF_RELATIVES),
)
