"""Addresses of the pages about other programs."""

from django.urls import path

from shuyou.api.console import tokens, webhooks

app_name = "programs"

urlpatterns = [
    path("settings/tokens/", tokens.tokens, name="tokens"),
    path("settings/tokens/new/", tokens.token_new, name="token_new"),
    path("settings/tokens/<uuid:uid>/revoke/", tokens.token_revoke, name="token_revoke"),
    path("settings/webhooks/", webhooks.webhooks, name="webhooks"),
    path("settings/webhooks/new/", webhooks.webhook_new, name="webhook_new"),
    path("settings/webhooks/<uuid:uid>/", webhooks.webhook, name="webhook"),
    path("settings/webhooks/<uuid:uid>/change/", webhooks.webhook_change, name="webhook_change"),
    path("settings/webhooks/<uuid:uid>/ping/", webhooks.ping, name="webhook_ping"),
    path("settings/webhooks/<uuid:uid>/switch/", webhooks.switch, name="webhook_switch"),
    path("settings/webhooks/<uuid:uid>/remove/", webhooks.remove, name="webhook_remove"),
    path("settings/webhooks/<uuid:uid>/resend/<uuid:delivery>/", webhooks.resend, name="webhook_resend"),
]
