"""The map of the house: which package answers which path."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

STAFF_PAGES = ("members", "catalog", "supply", "loyalty", "payments", "orders")


def _if_built(where: str, module: str) -> list[URLResolver]:
    return [path(where, include(module))] if find_spec(module) else []


urlpatterns: list[URLPattern | URLResolver] = [
    path("console/sign-in/", include("shuyou.config.sign_in_urls")),
    *(
        pattern
        for package in STAFF_PAGES
        if find_spec(f"shuyou.{package}.console")
        for pattern in _if_built("console/", f"shuyou.{package}.console.urls")
    ),
    *_if_built("console/", "shuyou.console.urls"),
    *_if_built("api/", "shuyou.api.urls"),
    *_if_built("", "shuyou.shop.urls"),
]

handler400 = "shuyou.console.views.errors.bad_request"
handler403 = "shuyou.console.views.errors.forbidden"
handler404 = "shuyou.console.views.errors.not_found"
handler500 = "shuyou.console.views.errors.failed"
