"""A mail server for trials: what it takes is kept in files and shown on a page."""

import asyncio
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from shuyou.kernel.adapters.mail_server import MailServer
from shuyou.messaging.adapters.mail_box import keep_letter


class Command(BaseCommand):
    help = "Take mail on this machine and keep it in files, for trials: nobody gets it. Ends with Ctrl+C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=1025)

    def handle(self, *, port: int, **_: Any) -> None:
        self.stdout.write(f"mail is caught at smtp://127.0.0.1:{port}")
        asyncio.run(self._catch(port))

    async def _catch(self, port: int) -> None:
        caught = MailServer(keep=keep_letter)
        listening = await asyncio.start_server(caught.speak, "127.0.0.1", port, limit=2**24)
        async with listening:
            await listening.serve_forever()
