"""The staff pages that belong to no domain."""

from django.urls import path

from shuyou.console.views import home, language, one_touch, settings

app_name = "console"

urlpatterns = [
    path("", home.home, name="home"),
    path("one/", one_touch.one_touch, name="one"),
    path("one/new-member/", one_touch.new_member, name="new_member"),
    path("language/", language.choose, name="language"),
    path("settings/", settings.preferences, name="settings"),
]
