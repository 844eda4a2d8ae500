"""Addresses of the staff pages of insight."""

from django.urls import path

from shuyou.insight.console import models, pyramid, readers, tables

app_name = "insight"

urlpatterns = [
    path("insight/", pyramid.overview, name="pyramid"),
    path("insight/flows/", pyramid.flows, name="flows"),
    path("insight/lost/", pyramid.lost, name="lost"),
    path("insight/money/", tables.money, name="money"),
    path("insight/segments/", tables.segments, name="segments"),
    path("insight/tenure/", tables.tenure, name="tenure"),
    path("insight/models/", models.models, name="models"),
    path("insight/models/<int:number>/publish/", models.publish, name="model_publish"),
    path("insight/readers/", readers.READERS.view(), name="readers"),
    path("insight/readers/compare/", readers.compare, name="compare"),
    path("members/<str:number>/worth/", readers.reader, name="reader"),
]
