"""Addresses that providers of payments call."""

from django.urls import path

from shuyou.payments import api

app_name = "pay"

urlpatterns = [path("notice/<str:code>/", api.notice, name="notice")]
