"""
Place orders of three lines in django-oscar, as often as asked for over standard input.

Each line read is a number of seconds; each line written is the rates of that time as JSON: orders a second through
OrderCreator alone, and with the basket that it must be given.
"""

import json
import os
import random
import sys
import time
from decimal import Decimal
from typing import Any, Final

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "oscar_shop.settings"
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402 - models are there only after setup
from django.core.management import call_command  # noqa: E402
from oscar.core.loading import get_class, get_model  # noqa: E402

PRODUCTS: Final = 2_000
LINES: Final = 3

Basket = get_model("basket", "Basket")
Country = get_model("address", "Country")
Partner = get_model("partner", "Partner")
Product = get_model("catalogue", "Product")
ProductClass = get_model("catalogue", "ProductClass")
ShippingAddress = get_model("order", "ShippingAddress")
StockRecord = get_model("partner", "StockRecord")
Free = get_class("shipping.methods", "Free")
OrderCreator = get_class("order.utils", "OrderCreator")
OrderTotalCalculator = get_class("checkout.calculators", "OrderTotalCalculator")
Selector = get_class("partner.strategy", "Selector")


def prepare() -> tuple[Any, list[Any]]:
    """Make the shop unless it is there; return a customer and the products."""
    call_command("migrate", interactive=False, verbosity=0)
    user, _ = get_user_model().objects.get_or_create(username="reader", defaults={"email": "reader@example.com"})
    Country.objects.get_or_create(iso_3166_1_a2="CN", defaults={"name": "China", "printable_name": "China"})
    kind, _ = ProductClass.objects.get_or_create(name="Book", defaults={"requires_shipping": True, "track_stock": True})
    partner, _ = Partner.objects.get_or_create(name="Bench")
    if not Product.objects.exists():
        titles = [Product(title=f"Book {n}", slug=f"book-{n}", product_class=kind) for n in range(PRODUCTS)]
        StockRecord.objects.bulk_create(
            StockRecord(
                product=product, partner=partner, partner_sku=f"B{product.pk}", price=Decimal(20), num_in_stock=10**8
            )
            for product in Product.objects.bulk_create(titles)
        )
    return user, list(Product.objects.order_by("pk"))


def basket_of(user: Any, products: list[Any]) -> Any:
    """Fill a basket with three titles."""
    basket = Basket.objects.create(owner=user)
    basket.strategy = Selector().strategy(user=user)
    for product in random.sample(products, LINES):
        basket.add_product(product, 1)
    return basket


def place(basket: Any, user: Any) -> None:
    """Place the order of a basket."""
    method = Free()
    charge = method.calculate(basket)
    total = OrderTotalCalculator().calculate(basket, charge)
    address = ShippingAddress(first_name="Reader", line1="1 Street", line4="Hangzhou", country_id="CN")
    address.save()
    OrderCreator().place_order(
        basket=basket, total=total, shipping_method=method, shipping_charge=charge, user=user, shipping_address=address
    )
    basket.submit()


def rates(seconds: float, user: Any, products: list[Any]) -> dict[str, float]:
    """Return orders a second without and with the making of their baskets."""
    count, filling, placing = 0, 0.0, 0.0
    end = time.perf_counter() + seconds
    while (begun := time.perf_counter()) < end:
        basket = basket_of(user, products)
        filled = time.perf_counter()
        place(basket, user)
        filling, placing = filling + filled - begun, placing + time.perf_counter() - filled
        count += 1
    return {"creator": count / placing, "with basket": count / (filling + placing)}


def main() -> None:
    """Answer each line of standard input."""
    random.seed(1)
    user, products = prepare()
    print(json.dumps({}), flush=True)
    for line in sys.stdin:
        print(json.dumps(rates(float(line), user, products)), flush=True)


if __name__ == "__main__":
    main()
