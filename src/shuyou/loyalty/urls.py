"""Addresses that merchants of the alliance call."""

from django.urls import path

from shuyou.loyalty import api
from shuyou.loyalty.console import merchant_desk

app_name = "alliance"

urlpatterns = [
    path("pass-key.json", api.pass_key, name="pass_key"),
    path("", merchant_desk.desk, name="desk"),
    path("sign-in/", merchant_desk.sign_in, name="sign_in"),
    path("sign-out/", merchant_desk.sign_out, name="sign_out"),
    path("check/", api.check, name="check"),
]
