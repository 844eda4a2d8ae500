"""Compare what readers are told of their points with what they have, and what orders promise with what they earn."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.loyalty.queries.explained import explained_balances
from shuyou.orders.services import promised_by_lot


class Command(BaseCommand):
    help = (
        "Reckon the points of readers picked by lot anew from what they are told of them, lot by lot, and compare"
        " what orders picked by lot would earn now with what is posted for them; every posting is taken back."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say how many are looked at."""
        parser.add_argument("--readers", type=int, default=10_000, help="readers whose points are explained (10000)")
        parser.add_argument("--orders", type=int, default=1_000, help="orders whose points are promised (1000)")
        parser.add_argument("--seed", type=int, default=0, help="another lot (0)")

    def handle(self, *, readers: int, orders: int, seed: int, **_: Any) -> None:
        found = explained_balances(readers=readers, seed=seed, actor=Actor.job("check_points"))
        self.stdout.write(f"{found.readers} readers, {found.lots} lots explained: {len(found.faults)} do not come out")
        for fault in found.faults[:20]:
            self.stderr.write(
                f"reader {fault.member_id} has {fault.balance}, is told {fault.told}; {fault.lots} lots differ"
            )
        promised = promised_by_lot(orders=orders, seed=seed, at=clock.now())
        broken = [one for one in promised if one.said != one.posted]
        self.stdout.write(f"{len(promised)} orders promised and posted: {len(broken)} differ")
        for one in broken[:20]:
            self.stderr.write(f"order {one.order_id} was promised {one.said} and earned {one.posted}")
        if found.faults or broken:
            message = "points are not as they are told"
            raise CommandError(message)
