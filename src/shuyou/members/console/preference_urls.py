"""Addresses of the staff pages about what readers like, and about the fields they are asked."""

from django.urls import path

from shuyou.members.console import attributes, field_use, preferences

urlpatterns = [
    path("members/<str:number>/preferences/", preferences.preferences, name="preferences"),
    path("members/<str:number>/preferences/<slug:code>/", preferences.preference, name="preference"),
    path("members/<str:number>/preferences/<slug:code>/back/", preferences.take_back, name="preference_back"),
    path("members/<str:number>/preferences/<slug:code>/answer/", preferences.answer_now, name="preference_answer"),
    path("members/<str:number>/preferences/<slug:code>/later/", preferences.put_off, name="question_put_off"),
    path("settings/fields/", attributes.attributes, name="attributes"),
    path("settings/fields/moved/", field_use.behaviour, name="behaviour"),
    path("settings/fields/use/", field_use.field_use, name="field_use"),
    path("settings/fields/use/<slug:field>/retire/", field_use.field_retire, name="field_retire"),
    path("settings/fields/<int:attribute_id>/", attributes.attributes, name="attribute"),
    path("settings/fields/<int:attribute_id>/move/", attributes.attribute_move, name="attribute_move"),
    path("settings/fields/<int:attribute_id>/retire/", attributes.attribute_retire, name="attribute_retire"),
]
