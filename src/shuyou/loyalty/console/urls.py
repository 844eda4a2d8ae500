"""Addresses of the staff pages of loyalty."""

from django.urls import path

from shuyou.loyalty.console import adjust

app_name = "loyalty"

urlpatterns = [path("members/<str:number>/points/adjust/", adjust.adjust, name="adjust")]
