"""What nodes of menus do, in words."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: Final[Mapping[str, Promise]] = {
    "say": _("says something"), "menu": _("offers keys"), "collect": _("takes figures"),
    "survey": _("asks for a score from 1 to 5"),
    "identify": _("knows the caller by number"), "lookup": _("looks something up"), "hours": _("asks the clock"),
    "queue": _("brings to a queue"), "voicemail": _("takes a message"), "callback": _("promises to call back"),
    "transfer": _("passes on to a number"), "hangup": _("hangs up"),
}  # fmt: skip
LOOKUPS: Final[Mapping[str, Promise]] = {
    "order": _("the latest order"), "points": _("their points"), "remittance": _("the latest payment"),
    "news": _("new titles to their taste"), "card": _("card and code"), "store_hours": _("opening hours"),
    "senior": _("whether they are a member of long standing"),
}  # fmt: skip
