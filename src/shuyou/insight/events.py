"""What insight tells."""

from dataclasses import dataclass
from typing import ClassVar

from shuyou.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class LakeFillingBegun(Event):
    """The lake is being filled."""

    name: ClassVar[str] = "insight.lake_filling_begun"
    run_id: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LakeFilled(Event):
    """The lake holds the database as it was when the run began, with all that is worked out from it."""

    name: ClassVar[str] = "insight.lake_filled"
    run_id: int
    kind: str
    rows: int
    files: int
