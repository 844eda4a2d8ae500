"""Settings: how somebody likes their screen."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def preferences(request: HttpRequest) -> HttpResponse:
    """Show the settings."""
    return render(request, "console/shell.html")
