"""Orders as EDIFACT: what is written is read again, and nobody changes it unnoticed."""

import base64
import zipfile
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuyou.supply.adapters.edifact import ORDER, SIGNATURE, SignedEdifact
from shuyou.supply.errors import MessageUnreadable, SignatureWrong
from shuyou.supply.ports import MessageLine, OrderMessage

OURS = SignedEdifact("a secret")

lines = st.builds(
    MessageLine, number=st.integers(1, 9), isbn=st.just("9787530216835"),
    title=st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=70),
    copies=st.integers(1, 99_999), list_price=st.decimals(1, 999, places=2), net_price=st.decimals(1, 999, places=2),
)  # fmt: skip
messages = st.builds(
    OrderMessage, number=st.just("PO0000012"), ordered_on=st.just(date(2026, 11, 22)), buyer=st.just("shuyou"),
    supplier=st.sampled_from(["north", "a+b:c'd?e"]), currency=st.just("CNY"), lines=st.lists(lines, max_size=4),
    expected_on=st.sampled_from([None, date(2026, 12, 1)]),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(messages)
def test_an_order_is_read_as_it_was_written(message: OrderMessage) -> None:
    assert OURS.read(OURS.write(message)) == message


def example() -> bytes:
    line = MessageLine(
        number=1, isbn="9787530216835", title="江南造园记", copies=5, list_price=Decimal("40.00"),
        net_price=Decimal("24.80"),
    )  # fmt: skip
    return OURS.write(
        OrderMessage(number="PO1", ordered_on=date(2026, 11, 22), buyer="s", supplier="n", currency="CNY", lines=[line])
    )


def changed(file: bytes, **parts: bytes) -> bytes:
    """Return the archive with other contents."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(file)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name.replace(".", "_"), old.read(name)))
    return buffer.getvalue()


def test_a_changed_order_is_refused() -> None:
    file = example()
    with zipfile.ZipFile(BytesIO(file)) as archive:
        more = archive.read(ORDER).replace(b"QTY+21:5'", b"QTY+21:500'")

    with pytest.raises(SignatureWrong):
        OURS.read(changed(file, ORDERS_edi=more))


def test_somebody_else_s_order_is_refused_whatever_key_came_along() -> None:
    with pytest.raises(SignatureWrong):
        SignedEdifact("another secret").read(example())
    trusting = SignedEdifact("another secret", trusted=OURS.public_key)
    assert trusting.read(example()).number == "PO1"


@pytest.mark.parametrize("file", [b"", b"UNB+UNOY:4", b"PK\x03\x04"])
def test_what_is_no_order_is_refused(file: bytes) -> None:
    with pytest.raises(MessageUnreadable):
        OURS.read(file)


def test_a_signed_file_without_an_order_is_refused() -> None:
    nothing = b"UNA:+.? '"
    signature = base64.b64encode(OURS._key.sign(nothing))
    assert SIGNATURE == "ORDERS.edi.sig"

    with pytest.raises(MessageUnreadable):
        OURS.read(changed(example(), ORDERS_edi=nothing, ORDERS_edi_sig=signature))


@pytest.mark.parametrize("price", [b"NaN", b"Infinity", b"-1", b"1e99"])
def test_a_price_that_is_none_is_refused(price: bytes) -> None:
    with zipfile.ZipFile(BytesIO(example())) as archive:
        text = archive.read("ORDERS.edi")
    odd = text.replace(b"40.00", price)
    assert odd != text
    signature = base64.b64encode(OURS._key.sign(odd))

    with pytest.raises(MessageUnreadable):
        OURS.read(changed(example(), ORDERS_edi=odd, ORDERS_edi_sig=signature))
