"""Doors of signing in, under /console/sign-in/. No sign-up, no e-mail pages: administrators manage accounts."""

from allauth.account import views
from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", views.login, name="account_login"),
    path("out/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("again/", views.reauthenticate, name="account_reauthenticate"),
    path("password/", views.password_change, name="account_change_password"),
    path("two-step/", include("allauth.mfa.urls")),
    # allauth's own code asks for these names although the pages behind them are closed.
    path("password/set/", RedirectView.as_view(pattern_name="account_change_password"), name="account_set_password"),
]
