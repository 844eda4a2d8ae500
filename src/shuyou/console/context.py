"""What every staff page knows about the person in front of it."""

from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Final

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from shuyou.console import rules
from shuyou.kernel.doors import actor_of
from shuyou.kernel.models import User
from shuyou.kernel.registry import registry

SETTINGS: Final = (
    (_("Screen"), "console:settings", "kernel.use_console"),
    (_("Password"), "account_change_password", "kernel.use_console"),
    (_("Two-step sign-in"), "mfa_index", "kernel.use_console"),
    (_("Staff"), "console:staff", "kernel.manage_staff"),
    (_("Tags"), "members:tags", "members.manage_tags"),
    (_("Cards"), "members:card_kinds", "members.manage_cards"),
    (_("Fields"), "members:attributes", "members.manage_attributes"),
    (_("Automatic merging"), "members:merging_rule", "members.set_merging"),
    (_("Limits of files"), "members:export_limits", "members.approve_export"),
    (_("Limits of points"), "loyalty:limits", "loyalty.set_limits"),
    (_("API tokens"), "programs:tokens", "api.manage_tokens"),
    (_("Webhooks"), "programs:webhooks", "api.manage_webhooks"),
    (_("Parked events"), "console:parked", "kernel.see_events"),
)
"""The pages of the settings: name, place, and who may see them."""

TABS: Final = 4
"""Sections that fit into the bar at the bottom of a telephone, beside the one that unfolds all others."""


MOST_KEPT: Final = 1_000
"""Drawn bars of sections that a process keeps: one for each role, place, language and count of what waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NavLink:
    """A section of the shell, as this person sees it on this page."""

    label: str
    icon: str
    url: str
    go_key: str
    is_current: bool
    badge: int
    is_footer: bool = False


class Shell:
    """The frame of a staff page; each part is worked out when the template asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        person = getattr(request, "user", None)
        self.user = person if isinstance(person, User) else None

    @property
    def lang(self) -> str:
        """The language of the page as HTML names it."""
        return "zh-Hans" if (get_language() or "").startswith("zh") else "en"

    @property
    def theme(self) -> str:
        """The theme that the page is drawn in."""
        return self.user.theme if self.user else User.Theme.AUTO

    @property
    def density(self) -> str:
        """The density of controls and rows; empty for the usual one."""
        return self.user.density if self.user and self.user.density != User.Density.NORMAL else ""

    @property
    def has_keys(self) -> bool:
        """Whether single keys do something."""
        return self.user.has_keys if self.user else True

    @property
    def keys(self) -> SafeString:
        """The sheet that explains the keys, drawn."""
        return _keys(get_language() or "", has_keys=self.has_keys)

    @property
    def initial(self) -> str:
        """The first letter of the person's name."""
        return self.user.full_name[:1] if self.user else ""

    @property
    def rail(self) -> SafeString:
        """The sections at the side, drawn."""
        return _rail(get_language() or "", tuple(self._links))

    @property
    def tabbar(self) -> SafeString:
        """The sections at the bottom of a telephone, drawn."""
        return _tabbar(get_language() or "", tuple(self._links))

    @cached_property
    def settings_links(self) -> list[NavLink]:
        """The pages of the settings."""
        actor = actor_of(self._request)
        places = [(label, reverse(url_name)) for label, url_name, permission in SETTINGS if actor.may(permission)]
        here = [url for _label, url in places if self._request.path.startswith(url)]
        return [
            NavLink(
                label=str(label), icon="", url=url, go_key="", is_current=url == max(here, key=len, default=""), badge=0
            )
            for label, url in places
        ]

    @cached_property
    def _links(self) -> list[NavLink]:
        actor = actor_of(self._request)
        places = [(entry, url) for entry in registry.allowed(registry.nav, actor) if (url := _place(entry.url_name))]
        home = _place("console:home")
        begins = [(start, url) for entry, url in places for start in (url, *map(_place, entry.also)) if start]
        here = [(start, url) for start, url in begins if self._request.path.startswith(start) and start != home]
        current = max(here, key=lambda one: len(one[0]), default=("", home if self._request.path == home else ""))[1]
        return [
            NavLink(
                label=str(entry.label),
                icon=entry.icon,
                url=url,
                go_key=entry.go_key,
                is_current=url == current,
                badge=entry.badge(actor) if entry.badge else 0,
                is_footer=entry.is_footer,
            )
            for entry, url in places
        ]


@lru_cache(MOST_KEPT)
def _rail(language: str, links: tuple[NavLink, ...]) -> SafeString:
    """Draw the sections at the side, once for all pages that show the same."""
    with override(language):
        parts = {
            "nav": [link for link in links if not link.is_footer],
            "footer": [link for link in links if link.is_footer],
        }
        return render_to_string("console/parts/rail.html", parts)


@lru_cache(MOST_KEPT)
def _tabbar(language: str, links: tuple[NavLink, ...]) -> SafeString:
    """Draw the first sections in a bar, and an entry that unfolds all others."""
    ordered = sorted(links, key=lambda link: link.is_footer)
    folded = ordered[TABS:]
    parts = {
        "tabs": ordered[:TABS],
        "folded": folded,
        "is_folded_current": any(link.is_current for link in folded),
        "badge": sum(link.badge for link in folded),
    }
    with override(language):
        return render_to_string("console/parts/tabbar.html", parts)


@cache
def _keys(language: str, *, has_keys: bool) -> SafeString:
    """Draw the sheet of keys, which is the same on every page, once in each language."""
    with override(language):
        return render_to_string("console/parts/keys.html", {"keys": rules.KEYS, "has_keys": has_keys})


@cache
@cache
def _place(url_name: str) -> str:
    """Return where a section is, the same in every language; a section whose pages are not built yet is nowhere."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def shell(request: HttpRequest) -> dict[str, object]:
    """Offer the frame to templates."""
    return {"shell": SimpleLazyObject(lambda: Shell(request))}
