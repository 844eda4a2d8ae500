"""The map of the house: which package answers which path."""

from django.urls import URLPattern, URLResolver, include, path

from shuyou.config.junction import Junction

STAFF_PAGES = (
    "members",
    "catalog",
    "supply",
    "loyalty",
    "payments",
    "messaging",
    "orders",
    "insight",
    "callcenter",
    "shop",
    "api",
)
"""Domains with pages of their own for staff; a domain that gets a console room is named here."""

urlpatterns: list[URLPattern | URLResolver] = [
    path("console/sign-in/", include("shuyou.config.sign_in_urls")),
    Junction("console/", [*(f"shuyou.{package}.console.urls" for package in STAFF_PAGES), "shuyou.console.urls"]),
    path("supplier/", include("shuyou.supply.console.portal_urls")),
    path("pay/", include("shuyou.payments.urls")),
    path("alliance/", include("shuyou.loyalty.urls")),
    path("messages/", include("shuyou.messaging.urls")),
    path("carriers/", include("shuyou.orders.urls")),
    path("api/", include("shuyou.api.urls")),
    path("", include("shuyou.shop.urls")),
]

handler400 = "shuyou.console.views.errors.bad_request"
handler403 = "shuyou.console.views.errors.forbidden"
handler404 = "shuyou.console.views.errors.not_found"
handler500 = "shuyou.console.views.errors.failed"
