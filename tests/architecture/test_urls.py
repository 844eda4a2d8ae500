"""Every address wants a sign-in unless it is listed here as public."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

import pytest
from django.conf import settings
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern, RegexPattern, RoutePattern

PUBLIC = frozenset(
    {
        # signing in, and the pages that stand around it
        "account_login",
        "account_logout",
        "account_inactive",
        "mfa_authenticate",
        # the language of the page, before anybody has signed in
        "console:language",
        # what the API offers; what it answers wants a token
        "api:openapi-json",
        # what providers of payments tell; it wants their signature
        "pay:notice",
        # what carriers tell of parcels; it wants their signature
        "carriers:tracking",
        # the key by which merchants verify passes; what they ask by a word of their own
        "alliance:pass_key",
        "alliance:check",
        # the merchants' own page, which wants that word too
        "alliance:desk",
        "alliance:sign_in",
        "alliance:sign_out",
        # readers who want no more offers, by the sealed link of a message; what providers of messages tell, signed
        "messages:stop",
        "messages:report",
        "messages:call",
        "messages:mail_report",
        # an offer's link to a reader who agreed that it is noted, sealed, to where the letter says
        "messages:go",
    }
)
"""Names of the views that anybody may open."""

PUBLIC_NAMESPACES = frozenset({"shop"})
"""The bookshop's window: its own tests say what a visitor sees there."""

SAMPLES = {"int": "1", "str": "x", "slug": "x", "path": "x", "uuid": "01890000-0000-7000-8000-000000000000"}
CONVERTER = re.compile(r"<(?:(\w+):)?\w+>")


@dataclass(frozen=True, slots=True)
class Address:
    """A concrete address and its view's name, such as `console:home`."""

    path: str
    name: str

    @property
    def is_public(self) -> bool:
        """Whether the address is meant for everybody."""
        return self.name in PUBLIC or self.name.split(":")[0] in PUBLIC_NAMESPACES


def concrete(pattern: RoutePattern | RegexPattern | LocalePrefixPattern) -> str:
    """Return an address that a pattern matches; a regular expression is given as it is and must be plain."""
    text = str(pattern)
    if isinstance(pattern, RegexPattern):
        return text.removeprefix("^").removesuffix("$").removesuffix(r"\Z")
    return CONVERTER.sub(lambda found: SAMPLES[found[1] or "str"], text)


def addresses(resolver: URLResolver, prefix: str = "/", namespace: str = "") -> Iterator[Address]:
    """Find every address below a resolver."""
    for entry in resolver.url_patterns:
        path = prefix + concrete(entry.pattern)
        if isinstance(entry, URLPattern):
            yield Address(path, namespace + (entry.name or ""))
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from addresses(entry, path, inner)


ALL = sorted(set(addresses(get_resolver())), key=lambda address: address.path)
GUARDED = [address for address in ALL if not address.is_public]
REFUSED = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("address", GUARDED, ids=lambda address: address.path)
def test_a_stranger_is_sent_to_the_sign_in(client: Client, address: Address, method: str) -> None:
    answer = client.generic(method, address.path)

    if answer.status_code not in REFUSED:
        assert answer.status_code == HTTPStatus.FOUND
        assert answer.headers["Location"].startswith(resolve_url(settings.LOGIN_URL))


def test_no_page_of_the_console_stands_at_another_ones_address() -> None:
    """The first of two views at one address hides the other."""
    pages = Counter(address.path for address in ALL if address.path.startswith("/console/"))

    assert [path for path, views in pages.items() if views > 1] == []


def test_the_list_of_public_views_names_only_views_that_exist() -> None:
    names = {address.name for address in ALL}

    assert names >= PUBLIC


def test_there_are_addresses_to_guard() -> None:
    assert len(GUARDED) > 3
