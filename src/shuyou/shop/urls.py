"""Addresses of the shop."""

from django.urls import path

from shuyou.shop import views

app_name = "shop"

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("shelf/<str:code>/", views.shelf, name="category"),
    path("book/<uuid:uid>/", views.book, name="book"),
    path("about-the-data/", views.about_data, name="about"),
    path("language/", views.language, name="language"),
]
