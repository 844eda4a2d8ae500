"""Columns that Django has no word for."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Func

if TYPE_CHECKING:
    NumberField = models.Field[int, int]
else:
    NumberField = models.Field


class TransactionId(NumberField):
    """A PostgreSQL `xid8`: the 64-bit id of the transaction that wrote the row, filled in by the database."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("db_default", Func(function="pg_current_xact_id"))
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def db_type(self, connection: Any) -> str:
        """Return the column's type."""
        return "xid8"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> int | None:
        """Return the id as a number; the driver hands it over as text."""
        return None if value is None else int(value)

    def get_prep_value(self, value: Any) -> Any:
        """Return what the driver is given: text, which the server casts, or an expression as it is."""
        return str(value) if isinstance(value, int) else value
