"""Addresses of the staff pages of the catalog."""

from django.urls import path

from shuyou.catalog.console import edit, files, merging, own, prices, search, titles

app_name = "catalog"

urlpatterns = [
    path("titles/", titles.titles, name="list"),
    path("titles/find/", search.find, name="find"),
    path("titles/synonyms/", search.synonyms, name="synonyms"),
    path("titles/synonyms/<int:group_id>/drop/", search.synonyms_drop, name="synonyms_drop"),
    path("titles/classes/", own.classes, name="own_classes"),
    path("titles/classes/numbers/", own.class_numbers, name="class_numbers"),
    path("titles/classes/listed/", own.listed_file, name="listed_file"),
    path("titles/classes/<int:class_id>/drop/", own.class_drop, name="class_drop"),
    path("titles/classes/<int:class_id>/move/", own.class_move, name="class_move"),
    path("titles/views/", own.view_save, name="view_save"),
    path("titles/views/<int:view_id>/drop/", own.view_drop, name="view_drop"),
    path("titles/new/", edit.new, name="new"),
    path("titles/twice/", merging.twice, name="twice"),
    path("titles/merges/<uuid:uid>/part/", merging.part, name="part"),
    path("titles/export.<str:kind>", files.export, name="export"),
    path("titles/<uuid:uid>/", titles.item, name="item"),
    path("titles/<uuid:uid>/cover.jpg", titles.cover, name="cover"),
    path("titles/<uuid:uid>/edit/", edit.edit, name="edit"),
    path("titles/<uuid:uid>/cover/", edit.cover_change, name="cover_change"),
    path("titles/<uuid:uid>/classes/", own.item_file, name="item_file"),
    path("titles/<uuid:uid>/numbers/", edit.number_add, name="number_add"),
    path("titles/<uuid:uid>/numbers/<int:number_id>/drop/", edit.number_drop, name="number_drop"),
    path("titles/<uuid:uid>/parts/", edit.parts, name="parts"),
    path("titles/<uuid:uid>/batches/", edit.batch_add, name="batch_add"),
    path("titles/<uuid:uid>/copies/", edit.copies_add, name="copies_add"),
    path("titles/<uuid:uid>/<str:kind>/<int:row_id>/strike/", edit.strike_out, name="strike_out"),
    path("titles/<uuid:uid>/release/", edit.release, name="release"),
    path("titles/<uuid:uid>/merge/", merging.merge, name="merge"),
    path("titles/<uuid:uid>/prices/", prices.item_prices, name="item_prices"),
    path("titles/<uuid:uid>/prices/set/", prices.item_rate, name="item_rate"),
    path("prices/", prices.lists, name="price_lists"),
    path("prices/new/", prices.list_new, name="price_list_new"),
    path("prices/<slug:code>/", prices.list_one, name="price_list"),
    path("prices/<slug:code>/enter/", prices.list_enter, name="price_enter"),
    path("titles/imports/", files.imports, name="imports"),
    path("titles/imports/new/", files.hand_in, name="hand_in"),
    path("titles/imports/<int:intake_id>/", files.one, name="intake"),
    path("titles/imports/<int:intake_id>/drop/", files.drop, name="intake_drop"),
    path("titles/imports/<int:intake_id>/refused.csv", files.refused, name="intake_refused"),
]
