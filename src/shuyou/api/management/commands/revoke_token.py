"""Shut a program out of the API."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shuyou.api.services import revoke_token
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import now
from shuyou.kernel.errors import DomainError


class Command(BaseCommand):
    help = "Make a token open nothing from now on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="what the program is called in lists")

    def handle(self, *, name: str, **_: Any) -> None:
        try:
            revoke_token(name, actor=Actor.job("revoke_token"), at=now())
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{name}: revoked")
