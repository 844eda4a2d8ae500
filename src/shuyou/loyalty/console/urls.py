"""Addresses of the staff pages of loyalty."""

from django.urls import path

<<<<<<< /tmp/c1/src/shuyou/loyalty/console/urls.py
from shuyou.loyalty.console import adjust, limits, requests, value, why
=======
from shuyou.loyalty.console import adjust, limits, requests, tiers, value
>>>>>>> /tmp/theirs

app_name = "loyalty"

urlpatterns = [
    path("members/<str:number>/points/adjust/", adjust.adjust, name="adjust"),
    path("members/<str:number>/points/", why.why, name="why"),
    path("points/book/", why.book, name="book"),
    path("points/requests/", requests.requests, name="requests"),
    path("points/requests/<int:request_id>/decide/", requests.decide, name="request_decide"),
    path("value-cards/", value.CARDS.view(), name="value_cards"),
    path("value-cards/find/", value.find, name="value_card_find"),
    path("value-cards/terms/", value.terms, name="value_terms"),
    path("value-cards/terms/<int:bonus_id>/end/", value.end_bonus, name="value_bonus_end"),
    path("value-cards/<uuid:uid>/", value.card, name="value_card"),
    path("value-cards/<uuid:uid>/<slug:what>/", value.card_deed, name="value_card_deed"),
    path("tiers/", tiers.tiers, name="tiers"),
    path("tiers/terms/", tiers.tier_terms, name="tier_terms"),
    path("tiers/publish/", tiers.tiers_publish, name="tiers_publish"),
    path("tiers/changes/", tiers.CHANGES.view(), name="tier_changes"),
    path("tiers/of/<int:number>/try/", tiers.trial_new, name="tier_trial_new"),
    path("tiers/trials/<uuid:uid>/", tiers.trial, name="tier_trial"),
    path("members/<str:number>/tier/", tiers.member_tier, name="member_tier"),
    path("members/<str:number>/tier/end/", tiers.grant_end, name="tier_grant_end"),
    path("settings/points-limits/", limits.limits, name="limits"),
]
