"""The process that holds the switch of a site: its calls, its queues, its agents."""

import asyncio
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from shuyou.callcenter.adapters.crowd import Crowd
from shuyou.callcenter.adapters.embedded.setting import WrongSetting
from shuyou.callcenter.adapters.opening import open_switch
from shuyou.callcenter.adapters.simulated import SimulatedSwitch
from shuyou.callcenter.ports import Switch
from shuyou.callcenter.queries import SiteRow, numbers_to_play, recorded_sound
from shuyou.callcenter.rules.center import SeatState
from shuyou.callcenter.tasks.holding import hold
from shuyou.callcenter.tasks.running import Known
from shuyou.callcenter.tasks.writing import SWITCH

PLAYED = "19"
"""How the extensions of agents begin who are played."""


class Command(BaseCommand):
    help = "Hold the switch of a site until told to stop."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--site", default="main", help="code of the site")
        parser.add_argument("--callers", type=float, default=0, help="virtual callers an hour, at a played switch")
        parser.add_argument("--pace", type=float, default=1, help="how many times faster than the clock they live")
        parser.add_argument("--colleagues", action="store_true", help="agents with extensions from 19 on are played")

    def handle(self, *, site: str, callers: float, pace: float, colleagues: bool, **_: Any) -> None:
        def make(row: SiteRow, known: Known) -> Switch:
            epoch = known.begun.epoch
            if not callers:
                real = open_switch(row.code, adapter=row.adapter, epoch=epoch, recorded=_recorded)
                return real or SimulatedSwitch(row.code, epoch=epoch, pace=pace)
            switch = Crowd(row.code, epoch=epoch, pace=pace, an_hour=callers, numbers=_numbers)
            for seat in known.seats:
                if colleagues and seat.endpoint.startswith(PLAYED):
                    switch.robots[seat.endpoint] = 4.0
                    seat.state = SeatState.READY
            return switch

        try:
            asyncio.run(hold(site, make))
        except WrongSetting as wrong:
            raise CommandError(str(wrong)) from wrong


def _recorded(digest: str) -> bytes | None:
    try:
        return recorded_sound(digest=digest, actor=SWITCH)
    finally:
        connection.close()


def _numbers() -> list[str]:
    try:
        return numbers_to_play(limit=2_000, actor=SWITCH)
    finally:
        connection.close()
