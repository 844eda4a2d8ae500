"""Addresses of the staff pages about cards."""

from django.urls import path

from shuyou.members.console import card_settings, cards

urlpatterns = [
    path("cards/", cards.cards, name="cards"),
    path("cards/export.csv", cards.export, name="cards_export"),
    path("cards/sheet.pdf", cards.sheet, name="cards_sheet"),
    path("cards/<int:card_id>/", cards.card, name="card"),
    path("cards/<int:card_id>/<slug:what>/", cards.deed, name="card_deed"),
    path("members/<str:number>/cards/new/", cards.card_new, name="card_new"),
    path("settings/cards/", card_settings.kinds, name="card_kinds"),
    path("settings/cards/<int:kind_id>/", card_settings.kinds, name="card_kind"),
    path("settings/cards/partners/", card_settings.partners, name="card_partners"),
    path("settings/cards/partners/<int:partner_id>/", card_settings.partners, name="card_partner"),
]
