"""Addresses of the pages about what comes in: files, papers, help with typing."""

from django.urls import path

from shuyou.members.console import imports, papers, sign_ups
from shuyou.members.console.typing_help import typing_help

urlpatterns = [
    path("imports/", imports.imports, name="imports"),
    path("imports/new/", imports.hand_in, name="hand_in"),
    path("imports/<int:intake_id>/", imports.one, name="intake"),
    path("imports/<int:intake_id>/look/", imports.look, name="intake_look"),
    path("imports/<int:intake_id>/drop/", imports.drop, name="intake_drop"),
    path("imports/<int:intake_id>/undo/", imports.undo, name="intake_undo"),
    path("imports/<int:intake_id>/refused.csv", imports.refused, name="intake_refused"),
    path("members/new/help/", typing_help, name="new_help"),
    path("joining/", sign_ups.sign_ups, name="sign_ups"),
    path("joining/drop/", sign_ups.drop, name="sign_ups_drop"),
    path("joining/<int:sign_up_id>/", sign_ups.sign_up, name="sign_up"),
    path("joining/<int:sign_up_id>/answer/", sign_ups.answer, name="sign_up_answer"),
    path("papers/", papers.papers, name="papers"),
    path("papers/<int:paper_id>/", papers.typing, name="paper"),
    path("papers/<int:paper_id>/file/", papers.file, name="paper_file"),
    path("papers/<int:paper_id>/attach/", papers.attach, name="paper_attach"),
    path("papers/<int:paper_id>/spoil/", papers.spoil, name="paper_spoil"),
    path("members/<str:number>/papers/new/", papers.add, name="paper_add"),
]
