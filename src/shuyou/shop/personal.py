"""What the shop keeps about persons: their ways in, baskets, what they looked at and what they wrote."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.registry import Fate, PersonalTable, TextPlace, registry

_OF: Final = "account_id IN (SELECT id FROM shop_account WHERE member_id = ANY (%(people)s))"
_LINES: Final = (
    "basket_id IN (SELECT b.id FROM shop_basket b JOIN shop_account a ON a.id = b.account_id"
    " WHERE a.member_id = ANY (%(people)s))"
)

_TRAILS: Final = "trail_id IN (SELECT id FROM shop_trail WHERE member_id = ANY (%(people)s))"
_MINE: Final = "member_id = ANY (%(people)s)"
_TO_MINE: Final = "review_id IN (SELECT id FROM shop_review WHERE member_id = ANY (%(people)s))"

_IN_EVENTS: Final = "name = 'shop.list_exported'"

registry.offer(
    TextPlace(table="kernel_event", column="payload", where=_IN_EVENTS, names_where=_IN_EVENTS, is_json=True),
    PersonalTable(
        name="shop_step",
        label=_("What was looked at in the shop"),
        fate=Fate.REMOVED,
        rows=_TRAILS,
        shown={"kind": _("What"), "item_id": _("Title"), "words": _("Words"), "at": _("When")},
        hidden=("trail_id", "key"),
    ),
    PersonalTable(
        name="shop_trail",
        label=_("Browsers that may be remembered"),
        fate=Fate.REMOVED,
        rows=_MINE,
        shown={
            "source": _("Came from"),
            "campaign": _("Campaign"),
            "was_member": _("Was a member already"),
            "began_at": _("Since"),
            "last_at": _("Last seen"),
            "text_version": _("Text agreed to"),
        },
        hidden=("digest", "member_id"),
    ),
    PersonalTable(
        name="shop_gift",
        label=_("Gift cards bought"),
        fate=Fate.WIPED,
        rows=_MINE,
        wiped={"sealed": "''", "shown": "''", "giver": "''", "greeting": "''"},
        shown={
            "number": _("Number"),
            "amount": _("Sum"),
            "shown": _("Sent to"),
            "giver": _("Given by"),
            "greeting": _("Greeting"),
            "state": _("State"),
            "made_at": _("When"),
        },
        hidden=("uid", "request_key", "member_id", "told", "channel", "sealed", "card_id", "paid_at"),
    ),
    PersonalTable(
        name="shop_reviewvote",
        label=_("Reviews found helpful"),
        fate=Fate.REMOVED,
        rows=_MINE,
        shown={"review_id": _("Review"), "voted_at": _("When")},
        hidden=("member_id",),
    ),
    PersonalTable(
        name="shop_reviewanswer",
        label=_("Answers to reviews"),
        fate=Fate.REMOVED,
        rows=f"{_MINE} OR {_TO_MINE}",
        shown={
            "shown_as": _("Called"),
            "text": _("Text"),
            "state": _("State"),
            "reason": _("Reason"),
            "written_at": _("When"),
            "decided_at": _("Decided"),
        },
        hidden=("review_id", "member_id", "staff_id", "decided_by_id"),
    ),
    PersonalTable(
        name="shop_review",
        label=_("Reviews"),
        fate=Fate.REMOVED,
        rows=_MINE,
        shown={
            "item_id": _("Title"),
            "stars": _("Stars"),
            "headline": _("Headline"),
            "text": _("Text"),
            "shown_as": _("Called"),
            "is_bought": _("Bought here"),
            "state": _("State"),
            "reason": _("Reason"),
            "helpful": _("Found helpful"),
            "written_at": _("When"),
            "decided_at": _("Decided"),
        },
        hidden=("uid", "member_id", "decided_by_id"),
    ),
    PersonalTable(
        name="shop_basketline",
        label=_("Titles in the basket"),
        fate=Fate.REMOVED,
        rows=_LINES,
        shown={"item_id": _("Title"), "copies": _("Copies"), "added_at": _("When")},
        hidden=("basket_id",),
    ),
    PersonalTable(
        name="shop_basket",
        label=_("Baskets"),
        fate=Fate.REMOVED,
        rows=_OF,
        shown={"changed_at": _("When"), "told_at": _("Reminded")},
        hidden=("digest", "request_key", "account_id"),
    ),
    PersonalTable(
        name="shop_visit",
        label=_("Browsers that are signed in"),
        fate=Fate.REMOVED,
        rows=_OF,
        shown={"began_at": _("Since"), "ends_at": _("Until")},
        hidden=("digest", "account_id", "by_code"),
    ),
    PersonalTable(
        name="shop_passkey",
        label=_("Passkeys"),
        fate=Fate.REMOVED,
        rows=_OF,
        shown={"name": _("Name"), "added_at": _("Since"), "used_at": _("Last used")},
        hidden=("uid", "credential", "public_key", "uses", "account_id"),
    ),
    PersonalTable(
        name="shop_login",
        label=_("Ways to sign in"),
        fate=Fate.REMOVED,
        rows=_OF,
        shown={"channel": _("Channel"), "shown": _("Address"), "confirmed_at": _("When")},
        hidden=("digest", "account_id"),
    ),
    PersonalTable(
        name="shop_account",
        label=_("Accounts in the shop"),
        fate=Fate.REMOVED,
        rows="member_id = ANY (%(people)s)",
        shown={"nickname": _("Nickname"), "opened_at": _("Since"), "wants_picks": _("Titles chosen for me")},
        hidden=("uid", "password", "member_id"),
    ),
)
