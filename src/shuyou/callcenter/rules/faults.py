"""What is wrong with a menu, in words."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuyou.callcenter.rules.ivr import GraphFault

_WORDS: Final[Mapping[str, Promise]] = {
    "empty": _("there is nothing in it"),
    "no_start": _("it begins nowhere"),
    "unknown_kind": _("“%(value)s” is no kind of node"),
    "unknown_target": _("it leads to “%(value)s”, which is not there"),
    "no_edges": _("no key leads anywhere"),
    "no_next": _("it does not say what comes next"),
    "unknown_lookup": _("“%(value)s” cannot be looked up"),
    "unknown_queue": _("there is no queue “%(value)s”"),
    "no_number": _("“%(value)s” is no number"),
    "no_words": _("it says nothing"),
    "no_figure": _("“%(value)s” is no figure"),
    "unreached": _("nothing leads here"),
    "circle": _("it goes round in a circle"),
}


def fault_words(fault: GraphFault) -> str:
    """Return what is wrong, in the reader's language."""
    return str(_WORDS[fault.code]) % {"value": fault.value}
