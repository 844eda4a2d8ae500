"""Pages of the django-oscar shop."""

from django.apps import apps
from django.urls import path

urlpatterns = [path("", apps.get_app_config("oscar").urls[0])]
