"""Makes titles for tests."""

from decimal import Decimal

import factory

from shuyou.catalog.models import Identifier, Item, PriceList, TitleSearch
from shuyou.catalog.rules import search_text


class PriceListFactory(factory.django.DjangoModelFactory[PriceList]):
    """The members' price list."""

    class Meta:
        model = PriceList
        django_get_or_create = ("code",)

    code = "member"
    name_zh = "会员价"
    name_en = "Member"
    rate = Decimal("0.9500")
    rank = 2


class ItemFactory(factory.django.DjangoModelFactory[Item]):
    """A book at ¥40.00."""

    class Meta:
        model = Item

    title = factory.Sequence(lambda n: f"江南造园记 {n}")
    list_price = Decimal("40.00")
    source = "test"
    source_key = factory.Sequence(str)


class IdentifierFactory(factory.django.DjangoModelFactory[Identifier]):
    """An ISBN-13."""

    class Meta:
        model = Identifier

    item = factory.SubFactory(ItemFactory)
    kind = Identifier.Kind.ISBN13
    value = "9787530216835"


class TitleSearchFactory(factory.django.DjangoModelFactory[TitleSearch]):
    """What an item's title is found by."""

    class Meta:
        model = TitleSearch

    item = factory.SubFactory(ItemFactory)
    norm = factory.LazyAttribute(lambda made: search_text(title=made.item.title)[0])
    toks = factory.LazyAttribute(lambda made: search_text(title=made.item.title)[1])
    initials = factory.LazyAttribute(lambda made: search_text(title=made.item.title)[2])
    publisher_id = factory.SelfAttribute("item.publisher_id")
    category_id = factory.SelfAttribute("item.category_id")
    kind = factory.SelfAttribute("item.kind")
    status = factory.SelfAttribute("item.status")
    price = factory.SelfAttribute("item.list_price")
