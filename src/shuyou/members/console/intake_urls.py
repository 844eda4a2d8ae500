"""Addresses of the pages about what comes in: files, papers, help with typing."""

from django.urls import path

from shuyou.members.console import imports

urlpatterns = [
    path("imports/", imports.imports, name="imports"),
    path("imports/new/", imports.hand_in, name="hand_in"),
    path("imports/<int:intake_id>/", imports.one, name="intake"),
    path("imports/<int:intake_id>/drop/", imports.drop, name="intake_drop"),
    path("imports/<int:intake_id>/undo/", imports.undo, name="intake_undo"),
    path("imports/<int:intake_id>/refused.csv", imports.refused, name="intake_refused"),
]
