"""A junction answers as Django's own resolver does, for every address of the staff pages."""

import re
from collections.abc import Iterator

import pytest
from django.urls import Resolver404, URLPattern, URLResolver

from shuyou.config.junction import Junction, beginning
from shuyou.config.urls import urlpatterns

SAMPLES = {"int": "7", "uuid": "0190b6c5-7d4c-7cc4-b9c5-1f4f5c6d7e8f"}
(CONSOLE,) = [one for one in urlpatterns if isinstance(one, Junction)]


def routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Every route below a resolver, with what stands before it."""
    for one in resolver.url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield route
        else:
            yield from routes(one, route)


def filled(route: str) -> str:
    """A path that a route may answer."""
    return re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES.get(found[1] or "", "abc"), route)


def answer(resolver: URLResolver, path: str) -> object:
    """What a resolver says to a path."""
    try:
        found = resolver.resolve(path)
    except Resolver404:
        return None
    return found.func, found.args, found.kwargs, found.view_name, found.route, found.namespaces


def test_every_address_is_answered_as_by_the_plain_resolver() -> None:
    plain = URLResolver(CONSOLE.pattern, CONSOLE.url_patterns)
    paths = [f"console/{filled(route)}" for route in routes(plain)]
    wrong = [path + more for path in paths for more in ("x", "x/", "/")] + ["console", "consol/", "console//", ""]

    assert len(paths) > 400
    assert [path for path in paths if answer(CONSOLE, path) is None] == []
    assert [path for path in paths + wrong if answer(CONSOLE, path) != answer(plain, path)] == []


@pytest.mark.parametrize(
    ("route", "begins"),
    [
        ("", (None, None)),
        ("members/", ("members", "")),
        ("members/<str:number>/tier/", ("members", None)),
        ("members/new/", ("members", "new")),
        ("<slug:kind>/new/", (None, None)),
    ],
)
def test_a_route_begins_with_what_does_not_change(route: str, begins: tuple[str | None, str | None]) -> None:
    assert beginning(route) == begins
