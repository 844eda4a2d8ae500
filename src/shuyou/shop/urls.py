"""Addresses of the shop."""

from django.urls import path

from shuyou.shop import views

app_name = "shop"

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("shelf/<str:code>/", views.shelf, name="category"),
    path("book/<uuid:uid>/", views.book, name="book"),
    path("book/<uuid:uid>/cover.jpg", views.cover, name="cover"),
    path("join/", views.join, name="join"),
    path("join/done/", views.joined, name="joined"),
    path("kiosk/join/", views.join, {"is_kiosk": True}, name="kiosk_join"),
    path("kiosk/join/done/", views.joined, {"is_kiosk": True}, name="kiosk_joined"),
    path("kiosk/", views.kiosk_choice, name="kiosk_choice"),
    path("kiosk/<slug:store>/", views.kiosk, name="kiosk"),
    path("kiosk/<slug:store>/<uuid:uid>/", views.kiosk_book, name="kiosk_book"),
    path("about-the-data/", views.about_data, name="about"),
    path("language/", views.language, name="language"),
]
