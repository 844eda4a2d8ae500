"""Addresses that readers and providers of messages call."""

from django.urls import path

from shuyou.messaging import api

app_name = "messages"

urlpatterns = [
    path("stop/<str:token>/", api.stop, name="stop"),
    path("go/<str:token>/", api.go, name="go"),
    path("wechat/", api.wechat, name="wechat"),
    path("mail-reports/", api.mail_report, name="mail_report"),
    path("reports/<slug:code>/<str:secret>/", api.call, name="call"),
    path("reports/<slug:code>/", api.report, name="report"),
]
