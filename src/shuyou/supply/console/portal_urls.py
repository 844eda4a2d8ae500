"""Addresses of the suppliers' own pages."""

from django.urls import path

from shuyou.supply.console import portal

app_name = "portal"

urlpatterns = [
    path("", portal.home, name="home"),
    path("orders/<str:number>/", portal.order, name="order"),
    path("orders/<str:number>/<slug:what>/", portal.order_deed, name="order_deed"),
    path("stock/", portal.stock, name="stock"),
    path("stock/propose/", portal.propose, name="propose"),
    path("money/", portal.money, name="money"),
    path("score/", portal.score, name="score"),
]
