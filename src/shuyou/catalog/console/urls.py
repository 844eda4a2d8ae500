"""Addresses of the staff pages of the catalog."""

from django.urls import path

from shuyou.catalog.console import titles

app_name = "catalog"

urlpatterns = [
    path("titles/", titles.titles, name="list"),
    path("titles/<uuid:uid>/", titles.item, name="item"),
]
