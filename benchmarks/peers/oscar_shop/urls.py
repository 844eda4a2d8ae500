"""Pages of the django-oscar shop."""

from typing import Any

from django.apps import apps
from django.urls import path

shop: Any = apps.get_app_config("oscar")
urlpatterns = [path("", shop.urls[0])]
