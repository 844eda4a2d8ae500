"""Kinds of values that come in and go out, the same at every endpoint."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, PlainSerializer, StringConstraints, WithJsonSchema

Money = Annotated[
    Decimal,
    PlainSerializer(lambda amount: f"{amount:.2f}", return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^-?[0-9]+\.[0-9]{2}$", "examples": ["38.00"]}),
]
"""Money that goes out: a text with two places, so that nobody reads it as a float."""

Rate = Annotated[
    Decimal,
    PlainSerializer(lambda rate: f"{rate:.4f}", return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9]\.[0-9]{4}$", "examples": ["0.8800"]}),
]
"""A discount rate: 0.8800 is 88 % of list."""

Moment = Annotated[
    datetime,
    PlainSerializer(lambda at: at.astimezone(UTC).isoformat().replace("+00:00", "Z"), return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""A moment that goes out: RFC 3339 in UTC, to the microsecond, so that paging loses nothing."""

Amount = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,10}(\.[0-9]{1,2})?$")]
"""Money that comes in, as text."""

Before = Annotated[AwareDatetime, WithJsonSchema({"type": "string", "format": "date-time"})]
Key = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[^\x00]*$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[^\x00]*$")]
Text = Annotated[str, StringConstraints(max_length=300, pattern=r"^[^\x00]*$", strip_whitespace=True)]


class Body(Schema):
    """What a caller sends: a name that is not described is refused, since it may be a mistyped one."""

    model_config = ConfigDict(extra="forbid")
