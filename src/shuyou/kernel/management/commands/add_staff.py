"""`shuyou staff USERNAME`: the first account of a new house, or any other."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import now
from shuyou.kernel.errors import DomainError
from shuyou.kernel.permissions import Role
from shuyou.kernel.services import StaffDraft, add_staff


class Command(BaseCommand):
    help = (
        "Give somebody an account and print its first password once. The first account of a new house is made so;"
        " it makes all others under Settings, Staff."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="what they type at the sign-in")
        parser.add_argument("--name", default="", help="their full name; the user name if it is left out")
        parser.add_argument("--email", default="", help="their address")
        parser.add_argument(
            "--role",
            action="append",
            choices=[role.value for role in Role],
            help="what they may do; may be given again (administrator)",
        )
        parser.add_argument(
            "--language", default="zh-hans", choices=[code for code, _ in settings.LANGUAGES], help="(zh-hans)"
        )

    def handle(self, *, username: str, role: list[str] | None, **options: Any) -> None:
        draft = StaffDraft(
            username=username,
            full_name=options["name"] or username,
            email=options["email"],
            roles=tuple(Role(code) for code in role or [Role.ADMINISTRATOR.value]),
            language=options["language"],
        )
        try:
            UnicodeUsernameValidator()(username)
            made = add_staff(draft, actor=Actor.job("terminal"), at=now())
        except ValidationError as refusal:
            message = f"username “{username}”: {' '.join(refusal.messages)}"
            raise CommandError(message) from refusal
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"user name       {made.username}\nfirst password  {made.password}")
        self.stdout.write("The password is shown only now. Change it after signing in, under Settings.")
