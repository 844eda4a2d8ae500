"""What foreign currencies cost."""

from datetime import date, datetime
from decimal import Decimal

from django.conf import settings

from shuyou.kernel.actor import Actor
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.supply.errors import CurrencyWrong, ExchangeRateWrong, RateUnknown
from shuyou.supply.events import ExchangeRateSet
from shuyou.supply.models import ExchangeRate

LARGEST_RATE = Decimal(99_999)


def newest_rate(currency: str, on: date) -> Decimal:
    """
    Return what a unit of a currency costs on a day: what was entered last before it; the club's own costs 1.

    :raises RateUnknown: nobody has entered what a foreign one costs.
    """
    if currency == settings.SHUYOU_CURRENCY:
        return Decimal(1)
    rates = ExchangeRate.objects.filter(currency=currency, from_on__lte=on).order_by("-from_on")
    rate = rates.values_list("rate", flat=True).first()
    if rate is None:
        raise RateUnknown(currency=currency)
    return rate


@use_case("supply.manage_suppliers")
def set_exchange_rate(*, currency: str, from_on: date, rate: Decimal, actor: Actor, at: datetime) -> None:
    """
    Say what a unit of a foreign currency costs from a day on; orders drawn up from then on take it.

    :raises CurrencyWrong: it is no foreign currency.
    :raises ExchangeRateWrong: nothing costs so much or so little.
    """
    code = currency.strip().upper()
    if len(code) != 3 or not (code.isascii() and code.isalpha()) or code == settings.SHUYOU_CURRENCY:
        raise CurrencyWrong(value=currency)
    if not 0 < rate <= LARGEST_RATE:
        raise ExchangeRateWrong(value=rate)
    ExchangeRate.objects.bulk_create(
        [ExchangeRate(currency=code, from_on=from_on, rate=rate, created_at=at)],
        update_conflicts=True, unique_fields=["currency", "from_on"], update_fields=["rate"],
    )  # fmt: skip
    publish(ExchangeRateSet(currency=code, from_on=from_on.isoformat(), rate=f"{rate:f}"), actor=actor, at=at)
