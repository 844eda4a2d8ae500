"""Addresses that carriers call."""

from django.urls import path

from shuyou.orders import api

app_name = "carriers"

urlpatterns = [path("<slug:code>/tracking/", api.tracking, name="tracking")]
