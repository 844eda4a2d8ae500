"""What is asked of supply: the front door."""

from shuyou.supply.queries._places import (
    PlaceDetail,
    PlaceRow,
    all_places,
    place_detail,
    place_name,
    places,
    places_of,
    staff_offered,
)
from shuyou.supply.queries._stock import (
    MAIN,
    LayerRow,
    MovementRow,
    StockRow,
    SupplierRow,
    free_copies,
    layers,
    movements,
    stock,
    suppliers,
)

__all__ = [
    "MAIN",
    "LayerRow",
    "MovementRow",
    "PlaceDetail",
    "PlaceRow",
    "StockRow",
    "SupplierRow",
    "all_places",
    "free_copies",
    "layers",
    "movements",
    "place_detail",
    "place_name",
    "places",
    "places_of",
    "staff_offered",
    "stock",
    "suppliers",
]
