"""
Addresses found by their first two segments.

Django tries patterns one after the other, and whoever comes after five hundred others waits for all of them. A junction
builds addresses from the same patterns, and has a path tried by those only that begin as it does.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Final

from django.urls import ResolverMatch, URLPattern, URLResolver, include
from django.urls.resolvers import RoutePattern

type Beginning = tuple[str | None, str | None]
"""The first two segments of a route; None stands for what changes from path to path."""

NOWHERE: Final[Beginning] = (None, None)


class Junction(URLResolver):
    """What `path(route, include(module))` makes of each of several modules, in one."""

    def __init__(self, route: str, modules: Iterable[str]) -> None:
        self._packages = [_included(module) for module in modules]
        super().__init__(RoutePattern(route), self._packages)
        self._tried_by: dict[Beginning, URLResolver] = {}

    def resolve(self, path: str) -> ResolverMatch:
        """
        Return what answers a path.

        :raises Resolver404: nothing does.
        """
        found = self.pattern.match(path)
        return self._resolver(found[0]).resolve(path) if found else super().resolve(path)

    def _resolver(self, rest: str) -> URLResolver:
        """Return a resolver of those that may answer; there are no more of them than routes begin differently."""
        begins = beginning(rest)
        known = (begins[0] if begins[0] in self._seconds else None, begins[1])
        if known[1] not in self._seconds[known[0]]:
            known = (known[0], None)
        if known not in self._tried_by:
            self._tried_by[known] = self._narrowed(*known)
        return self._tried_by[known]

    @cached_property
    def _seconds(self) -> dict[str | None, set[str | None]]:
        """The second segments that routes name after each first one."""
        seconds: dict[str | None, set[str | None]] = defaultdict(set)
        for package in self._packages:
            for one in package.url_patterns:
                first, second = beginning(str(one.pattern))
                seconds[first].add(second)
        return seconds

    def _narrowed(self, first: str | None, second: str | None) -> URLResolver:
        packages = []
        for package in self._packages:
            may = [one for one in package.url_patterns if _may_answer(one, first, second)]
            packages.append(URLResolver(package.pattern, may, {}, package.app_name, package.namespace))
        return URLResolver(self.pattern, packages)


def beginning(route: str) -> Beginning:
    """Return the first two segments of a route or a path."""
    first, _, rest = route.partition("/")
    if "<" in first or not route:
        return NOWHERE
    second = rest.partition("/")[0]
    return first, None if "<" in second else second


def _included(module: str) -> URLResolver:
    urlconf, app_name, namespace = include(module)
    return URLResolver(RoutePattern(""), urlconf, {}, app_name, namespace)


def _may_answer(one: URLPattern | URLResolver, first: str | None, second: str | None) -> bool:
    begins = beginning(str(one.pattern))
    if begins[0] is None:
        return True
    return begins[0] == first and begins[1] in (None, second)
