"""Addresses of the API: everything but its description is behind the door."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from shuyou.api.views.door import guarded, nowhere
from shuyou.api.views.root import api

OPEN = frozenset({"openapi-json"})
_patterns, *_ = api.urls


def _behind_the_door(entry: URLPattern | URLResolver) -> URLPattern:
    assert isinstance(entry, URLPattern)
    view = entry.callback if entry.name in OPEN else guarded(entry.callback)
    return URLPattern(entry.pattern, view, entry.default_args, entry.name)


_endpoints = [*map(_behind_the_door, _patterns), re_path(r"^[\s\S]*$", guarded(nowhere), name="nowhere")]

app_name = "api"
urlpatterns = [path("v1/", include(_endpoints))]
