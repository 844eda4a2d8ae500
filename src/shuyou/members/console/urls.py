"""Addresses of the staff pages of members."""

from django.urls import path

from shuyou.members.console import edit, members, new

app_name = "members"

urlpatterns = [
    path("members/", members.members, name="list"),
    path("members/export.csv", members.export, name="export"),
    path("members/new/", new.new, name="new"),
    path("members/<str:number>/edit/", edit.edit, name="edit"),
    path("members/<str:number>/edit/contacts/", edit.contact_add, name="contact_add"),
    path(
        "members/<str:number>/edit/contacts/<slug:kind>/<int:contact_id>/remove/",
        edit.contact_remove,
        name="contact_remove",
    ),
    path(
        "members/<str:number>/edit/contacts/<slug:kind>/<int:contact_id>/usual/",
        edit.contact_prefer,
        name="contact_prefer",
    ),
    path("members/<str:number>/edit/consent/", edit.consent, name="consent"),
    path("members/<str:number>/edit/card/lost/", edit.card_lost, name="card_lost"),
    path("members/<str:number>/edit/card/replace/", edit.card_replace, name="card_replace"),
    path("members/<str:number>/edit/block/", edit.block, name="block"),
    path("members/<str:number>/edit/unblock/", edit.unblock, name="unblock"),
]
