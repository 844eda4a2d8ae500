"""
Make customers with three years of orders in django-oscar, and a member of staff who is signed in.

The first line of standard input is how many customers there are to be. The line written is JSON: the cookies of the
member of staff, what may be typed into the search of customers, the numbers of customers whose pages may be opened, and
the addresses of titles.
"""

import json
import os
import random
import sys
from importlib import import_module
from typing import Any, Final

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "oscar_shop.pages"
django.setup()

from django.conf import settings  # noqa: E402 - models are there only after setup
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from oscar.core.loading import get_model  # noqa: E402
from oscar_shop import place_orders  # type: ignore[import-not-found]  # noqa: E402

Order = get_model("order", "Order")
Line = get_model("order", "Line")
User: Any = get_user_model()

ASKED: Final = 400
ORDERS_EACH: Final = 14 / 3
"""Orders of three lines that a customer has on average, as a member of the club has fourteen lines."""

SURNAMES: Final = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
GIVEN: Final = "晚舟慕白知秋静仪建国小满青衿明德远山见微若兰思源子衿云舒雨桐书瑶文博浩然嘉言景行"

_NONE: Final = (
    "DELETE FROM order_line l USING order_order o WHERE o.id = l.order_id AND o.number LIKE 'B%'",
    "DELETE FROM order_order WHERE number LIKE 'B%'",
    "DELETE FROM auth_user WHERE username LIKE 'reader_%'",
)
_USERS: Final = """
    INSERT INTO auth_user (
        username, email, first_name, last_name, password, is_superuser, is_staff, is_active, date_joined)
    SELECT 'reader' || n, 'reader' || n || '@example.com',
           substr(%(given)s, 1 + (random() * (length(%(given)s) - 1))::int, 1)
             || substr(%(given)s, 1 + (random() * (length(%(given)s) - 1))::int, 1),
           substr(%(surnames)s, 1 + (random() * (length(%(surnames)s) - 1))::int, 1),
           '!', false, false, true, now() - random() * interval '3 years'
      FROM generate_series(1, %(count)s) n
"""
_ORDERS: Final = """
    INSERT INTO order_order ({columns}, number, user_id, date_placed)
    SELECT {columns}, 'B' || n, %(first)s + floor(%(count)s * random() ^ 2)::bigint,
           now() - random() * interval '3 years'
      FROM order_order, generate_series(1, %(orders)s) n WHERE id = %(pattern)s
"""
_LINES: Final = """
    INSERT INTO order_line ({columns}, order_id)
    SELECT {columns_of_line}, o.id FROM order_order o, order_line l
     WHERE l.order_id = %(pattern)s AND o.number LIKE 'B%%'
"""


def columns(model: Any, *others: str) -> list[str]:
    """Return the columns that a copied row shares with its pattern."""
    return [field.column for field in model._meta.local_concrete_fields if field.column not in {"id", *others}]


@transaction.atomic
def make(count: int) -> None:
    """Make customers and copies of one real order for them."""
    user, products = place_orders.prepare()
    place_orders.place(place_orders.basket_of(user, products), user)
    pattern = Order.objects.latest("pk").pk
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.1)")
        for statement in _NONE:
            cursor.execute(statement)
        cursor.execute(_USERS, {"given": GIVEN, "surnames": SURNAMES, "count": count})
        first = User.objects.get(username="reader1").pk
        shared = ", ".join(columns(Order, "number", "user_id", "date_placed"))
        values = {"first": first, "count": count, "orders": round(count * ORDERS_EACH), "pattern": pattern}
        cursor.execute(_ORDERS.format(columns=shared), values)
        names = columns(Line, "order_id")
        cursor.execute(
            _LINES.format(columns=", ".join(names), columns_of_line=", ".join(f"l.{name}" for name in names)), values
        )


def sign_in() -> str:
    """Return the cookies of a member of staff."""
    user, _ = User.objects.get_or_create(username="staff", defaults={"is_staff": True, "is_superuser": True})
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}=x"


def main() -> None:
    """Make what is not there yet; say how to ask for it."""
    count = int(sys.stdin.readline())
    place_orders.prepare()
    if User.objects.filter(username__startswith="reader").count() <= count:
        make(count)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    first = User.objects.get(username="reader1").pk
    chance = random.Random(1)
    numbers = [first + int(count * chance.random() ** 2) for _ in range(ASKED)]
    people = list(User.objects.filter(pk__in=numbers).values_list("email", "first_name"))
    typed = [f"email={mail}&name=" if n % 2 else f"email=&name={name}" for n, (mail, name) in enumerate(people)]
    titles = [product.get_absolute_url() for product in place_orders.Product.objects.order_by("pk")[:ASKED]]
    print(json.dumps({"cookies": sign_in(), "typed": typed, "numbers": numbers, "titles": titles}), flush=True)


if __name__ == "__main__":
    main()
