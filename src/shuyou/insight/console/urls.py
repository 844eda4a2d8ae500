"""Addresses of the staff pages of insight."""

from django.urls import path

from shuyou.insight.console import models, noticed, pyramid, readers, runs, studies, tables, targets

app_name = "insight"

urlpatterns = [
    path("insight/", pyramid.overview, name="pyramid"),
    path("insight/flows/", pyramid.flows, name="flows"),
    path("insight/lost/", pyramid.lost, name="lost"),
    path("insight/money/", tables.money, name="money"),
    path("insight/segments/", tables.segments, name="segments"),
    path("insight/tenure/", tables.tenure, name="tenure"),
    path("insight/shifts/", noticed.turned, name="shifts"),
    path("insight/known/", noticed.known, name="known"),
    path("insight/groups/", targets.overview, name="targets"),
    path("insight/groups/new/", targets.new, name="target_new"),
    path("insight/groups/<int:target_id>/", targets.edit, name="target"),
    path("insight/studies/", studies.overview, name="studies"),
    path("insight/studies/new/", studies.new, name="study_new"),
    path("insight/studies/<int:study_id>/", studies.one, name="study"),
    path("insight/studies/<int:study_id>/ask/", studies.ask, name="study_ask"),
    path("insight/studies/<int:study_id>/close/", studies.close, name="study_close"),
    path("insight/runs/", runs.runs, name="runs"),
    path("insight/runs/fill/", runs.fill, name="runs_fill"),
    path("insight/models/", models.models, name="models"),
    path("insight/models/<int:number>/publish/", models.publish, name="model_publish"),
    path("insight/readers/", readers.READERS.view(), name="readers"),
    path("insight/readers/compare/", readers.compare, name="compare"),
    path("members/<str:number>/intent/", noticed.intent, name="intent"),
    path("members/<str:number>/worth/", readers.reader, name="reader"),
    path("members/<str:number>/worth/purchases/", readers.purchases, name="purchases"),
]
