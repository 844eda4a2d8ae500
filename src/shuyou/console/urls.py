"""The staff pages that belong to no domain."""

from django.urls import path

from shuyou.console.views import home, language, member, one_touch, parked, settings, staff

app_name = "console"

urlpatterns = [
    path("", home.home, name="home"),
    path("panels/<slug:key>/", home.panel, name="home_panel"),
    path("one/", one_touch.one_touch, name="one"),
    path("one/new-member/", one_touch.new_member, name="new_member"),
    path("members/<str:number>/", member.member, name="member"),
    path("members/<str:number>/panels/<slug:key>/", member.panel, name="member_panel"),
    path("language/", language.choose, name="language"),
    path("settings/", settings.preferences, name="settings"),
    path("settings/staff/", staff.staff, name="staff"),
    path("settings/staff/new/", staff.add, name="staff_add"),
    path("settings/staff/<int:user_id>/", staff.change, name="staff_change"),
    path("settings/staff/<int:user_id>/close/", staff.close, name="staff_close"),
    path("settings/staff/<int:user_id>/open/", staff.reopen, name="staff_open"),
    path("settings/staff/<int:user_id>/reset/", staff.reset, name="staff_reset"),
    path("settings/events/", parked.parked, name="parked"),
    path("settings/events/<int:parked_id>/retry/", parked.retry, name="retry"),
]
