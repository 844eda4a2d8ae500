"""What tills keep about persons: who bought in a sale that was refused, until somebody posts or drops it."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.registry import Fate, PersonalTable, TextPlace, registry

registry.offer(
    PersonalTable(
        name="orders_refusedsale",
        label=_("Sales at a till that wait to be posted"),
        fate=Fate.WIPED,
        rows="card = ANY (%(clues)s) OR member IN (SELECT number FROM members_member WHERE id = ANY (%(people)s))",
        gone="false",
        wiped={"member": "''", "card": "''"},
        hidden=("key", "body", "code", "sent_by", "decided_by", "reason", "till_id", "order_id"),
        shown={"refused_at": _("When"), "slip": _("Number"), "card": _("Card"), "why": _("Why it was refused")},
    ),
    *(TextPlace(table="orders_refusedsale", column=column, names_where="true") for column in ("body", "why", "reason")),
)
