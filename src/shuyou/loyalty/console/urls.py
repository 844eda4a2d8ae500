"""Addresses of the staff pages of loyalty."""

from django.urls import path

from shuyou.loyalty.console import activities, adjust, limits, reminders, requests, rewards, tiers, value, why

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
    path("rewards/", rewards.REWARDS.view(), name="rewards"),
    path("rewards/new/", rewards.reward_new, name="reward_new"),
    path("rewards/taken/", rewards.USES.view(), name="reward_uses"),
    path("rewards/<uuid:uid>/", rewards.reward, name="reward"),
    path("rewards/<uuid:uid>/edit/", rewards.reward_edit, name="reward_edit"),
    path("rewards/<uuid:uid>/back/<str:number>/", rewards.reward_back, name="reward_back"),
    path("activities/", activities.ACTIVITIES.view(), name="activities"),
    path("activities/new/", activities.activity_new, name="activity_new"),
    path("activities/<slug:code>/", activities.activity, name="activity"),
    path("referrals/", activities.REFERRALS.view(), name="referrals"),
    path("referrals/new/", activities.refer, name="refer"),
    path("referrals/terms/", activities.referral_terms, name="referral_terms"),
    path("members/<str:number>/referral-code/", activities.own_code, name="referral_code"),
    path("reminders/", reminders.REMINDERS.view(), name="reminders"),
    path("reminders/days/", reminders.reminder_steps, name="reminder_steps"),
    path("points-owed/", reminders.liability, name="liability"),
]
