"""What insight keeps about persons: facts that are worked out from the rest, and go with it."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.registry import Fate, PersonalTable, TextPlace, registry

_IN_EXPORTS = "name = 'insight.values_exported'"

registry.offer(
    PersonalTable(
        name="insight_member_facts",
        label=_("Figures about you"),
        fate=Fate.REMOVED,
        rows="member_id = ANY (%(people)s)",
        gone="false",
        key="member_id",
        shown={
            "first_order_on": _("First order"),
            "last_order_on": _("Last order"),
            "orders_all": _("Orders"),
            "net_all": _("Paid for titles, in hundredths"),
            "net_365": _("Within a year, in hundredths"),
            "main_channel": _("Channel used most"),
            "main_subject": _("Subject bought most"),
            "children": _("Children in the household"),
        },
    ),
    PersonalTable(
        name="insight_member_value",
        label=_("Your place among our readers"),
        fate=Fate.REMOVED,
        rows="member_id = ANY (%(people)s)",
        gone="false",
        key="member_id",
        shown={
            "day": _("As of"),
            "score": _("Score"),
            "stage": _("Stage"),
            "label": _("Worth"),
            "life": _("Stage of life we take you to be in"),
            "risk": _("Risk in doing you a favour, in thousandths"),
            "users": _("Bought for yourself, a child, a class, as gifts: inferred, in thousandths"),
            "youngest": _("When your youngest child entered school, told or inferred"),
            "oldest": _("When your oldest child entered school, told or inferred"),
            "price_sense": _("Share spent on what is lowered, in thousandths"),
        },
    ),
    PersonalTable(
        name="insight_value_history",
        label=_("Your place among our readers, earlier"),
        fate=Fate.REMOVED,
        rows="member_id = ANY (%(people)s)",
        gone="false",
        shown={"day": _("As of"), "score": _("Score"), "stage": _("Stage")},
    ),
    PersonalTable(
        name="insight_year_move",
        label=_("Your place among our readers, a year before"),
        fate=Fate.REMOVED,
        rows="member_id = ANY (%(people)s)",
        gone="false",
        key="member_id",
        shown={"was": _("Tier a year before"), "now": _("Tier since then")},
    ),
    PersonalTable(
        name="insight_intent",
        label=_("Your answers about buying again"),
        fate=Fate.REMOVED,
        rows="member_id = ANY (%(people)s)",
        gone="false",
        shown={"asked_on": _("Day"), "answer": _("Answer, 0 to 10"), "source": _("Asked in")},
    ),
    PersonalTable(
        name="insight_conjoint_answer",
        label=_("Your answers to studies of choices"),
        fate=Fate.REMOVED,
        rows="member_id = ANY (%(people)s)",
        gone="false",
        shown={"taken_at": _("Day"), "choices": _("Cards chosen")},
    ),
    TextPlace(table="kernel_event", column="payload", where=_IN_EXPORTS, names_where=_IN_EXPORTS, is_json=True),
)
