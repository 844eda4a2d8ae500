"""What the shop keeps about persons: their ways in, and baskets."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.registry import Fate, PersonalTable, registry

_OF: Final = "account_id IN (SELECT id FROM shop_account WHERE member_id = ANY (%(people)s))"
_LINES: Final = (
    "basket_id IN (SELECT b.id FROM shop_basket b JOIN shop_account a ON a.id = b.account_id"
    " WHERE a.member_id = ANY (%(people)s))"
)

registry.offer(
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
        shown={"changed_at": _("When")},
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
        shown={"nickname": _("Nickname"), "opened_at": _("Since")},
        hidden=("uid", "password", "member_id"),
    ),
)
