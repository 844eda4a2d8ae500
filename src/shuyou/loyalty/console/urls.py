"""Addresses of the staff pages of loyalty."""

from django.urls import path

from shuyou.loyalty.console import adjust, limits, requests

app_name = "loyalty"

urlpatterns = [
    path("members/<str:number>/points/adjust/", adjust.adjust, name="adjust"),
    path("points/requests/", requests.requests, name="requests"),
    path("points/requests/<int:request_id>/decide/", requests.decide, name="request_decide"),
    path("settings/points-limits/", limits.limits, name="limits"),
]
