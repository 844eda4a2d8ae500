"""Addresses that readers and providers of messages call."""

from django.urls import path

from shuyou.messaging import api

app_name = "messages"

urlpatterns = [
    path("stop/<str:token>/", api.stop, name="stop"),
    path("reports/<slug:code>/", api.report, name="report"),
]
