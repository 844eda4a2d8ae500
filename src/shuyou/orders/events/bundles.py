"""What bundles of readers' own tell."""

from dataclasses import dataclass
from typing import ClassVar

from shuyou.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class BundlesOffered(Event):
    """Bundles were put together for readers, or those that nobody took in time lapsed."""

    name: ClassVar[str] = "orders.bundles_offered"
    offered: int
    lapsed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleDeclined(Event):
    """A reader does not want a bundle."""

    name: ClassVar[str] = "orders.bundle_declined"
    bundle_id: int
    member_id: int
