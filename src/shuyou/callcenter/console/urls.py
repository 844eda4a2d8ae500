"""Addresses of the staff pages of the call center."""

from django.urls import path

from shuyou.callcenter.console import calls, desk, floor, lists, menus, reports, seats, things, wall

app_name = "callcenter"

urlpatterns = [
    path("calls/", calls.CALLS.view(), name="calls"),
    path("calls/desk/", desk.desk, name="desk"),
    path("calls/live/", desk.listen, name="live"),
    path("calls/floor/", floor.floor, name="floor"),
    path("calls/wall/", wall.wall, name="wall"),
    path("calls/ask/<slug:verb>/", desk.ask, name="ask"),
    path("calls/agents/", seats.agents, name="agents"),
    path("calls/agents/new/", seats.agent, name="agent_new"),
    path("calls/agents/<int:user_id>/", seats.agent, name="agent"),
    path("calls/agents/<int:user_id>/secret/", seats.secret, name="agent_secret"),
    path("calls/queues/", seats.queues, name="queues"),
    path("calls/queues/<slug:code>/", seats.queue, name="queue"),
    path("calls/report/", reports.report, name="report"),
    path("calls/staffing/", reports.staffing, name="staffing"),
    path("calls/<uuid:uid>/", calls.call, name="call"),
    path("calls/<uuid:uid>/wrap/", desk.wrap, name="wrap"),
    path("calls/<uuid:uid>/caller/", desk.name_caller, name="name_caller"),
    path("members/<str:number>/dial/", desk.dial, name="dial"),
    path("calls/menus/", menus.menus, name="menus"),
    path("calls/menus/new/", menus.menu_new, name="menu_new"),
    path("calls/menu/<slug:menu>/", menus.menu_page, name="menu"),
    path("calls/menu/<slug:menu>/try/", menus.trial, name="menu_trial"),
    path("calls/menu/<slug:menu>/node/", menus.node, name="menu_node_new"),
    path("calls/menu/<slug:menu>/node/<slug:name>/", menus.node, name="menu_node"),
    path("calls/menu/<slug:menu>/deed/<slug:what>/", menus.menu_deed, name="menu_deed"),
    path("calls/lists/", lists.lists, name="lists"),
    path("calls/lists/new/", lists.list_new, name="list_new"),
    path("calls/lists/<uuid:uid>/", lists.one_list, name="list"),
    path("calls/lists/<uuid:uid>/<slug:what>/", lists.list_deed, name="list_deed"),
    path("calls/set-up/", things.things, name="set_up"),
    path("calls/set-up/<slug:kind>/", things.things, name="things"),
    path("calls/set-up/<slug:kind>/new/", things.thing, name="thing_new"),
    path("calls/set-up/<slug:kind>/of/<str:key>/", things.thing, name="thing"),
    path("calls/set-up/holiday/drop/<str:day>/", things.drop_holiday, name="drop_holiday"),
]
