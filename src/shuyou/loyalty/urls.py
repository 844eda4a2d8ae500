"""Addresses that merchants of the alliance call."""

from django.urls import path

from shuyou.loyalty import api

app_name = "alliance"

urlpatterns = [
    path("pass-key.json", api.pass_key, name="pass_key"),
    path("check/", api.check, name="check"),
]
