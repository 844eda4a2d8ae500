"""Addresses of the staff pages of the call center."""

from django.urls import path

from shuyou.callcenter.console import calls, desk, wall

app_name = "callcenter"

urlpatterns = [
    path("calls/", calls.CALLS.view(), name="calls"),
    path("calls/desk/", desk.desk, name="desk"),
    path("calls/live/", desk.listen, name="live"),
    path("calls/wall/", wall.wall, name="wall"),
    path("calls/ask/<slug:verb>/", desk.ask, name="ask"),
    path("calls/<uuid:uid>/", calls.call, name="call"),
    path("calls/<uuid:uid>/wrap/", desk.wrap, name="wrap"),
    path("calls/<uuid:uid>/caller/", desk.name_caller, name="name_caller"),
    path("members/<str:number>/dial/", desk.dial, name="dial"),
]
