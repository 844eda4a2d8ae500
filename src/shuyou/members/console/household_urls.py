"""Addresses of the staff pages about relatives, households, institutions and personal helpers."""

from django.urls import path

from shuyou.members.console import institutions, relations

urlpatterns = [
    path("my-readers/", relations.my_readers, name="my_readers"),
    path("members/<str:number>/relations/", relations.relations, name="relations"),
    path("members/<str:number>/relations/<slug:what>/", relations.deed, name="relations_deed"),
    path("institutions/", institutions.institutions, name="institutions"),
    path("institutions/new/", institutions.institution_edit, name="institution_new"),
    path("institutions/<str:number>/", institutions.institution, name="institution"),
    path("institutions/<str:number>/edit/", institutions.institution_edit, name="institution_edit"),
    path("institutions/<str:number>/contacts/<int:person_id>/end/", institutions.contact_end, name="contact_end"),
]
