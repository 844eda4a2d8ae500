"""Addresses of the staff pages of supply."""

from django.urls import path

from shuyou.supply.console import receive

app_name = "supply"

urlpatterns = [path("titles/<uuid:uid>/receive/", receive.receive, name="receive")]
