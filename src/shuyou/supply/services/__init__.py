"""What changes stock: the front door."""

from shuyou.supply.services._receive import Delivery, DeliveryLine, Received, receive_delivery
from shuyou.supply.services._reserve import issue_copies, release_copies, reserve_copies

__all__ = [
    "Delivery",
    "DeliveryLine",
    "Received",
    "issue_copies",
    "receive_delivery",
    "release_copies",
    "reserve_copies",
]
