"""Makes members for tests."""

from datetime import date

import factory

from shuyou.kernel.numbers import with_check
from shuyou.members.models import Address, Card, CardKind, CardPartner, Member, Person, Phone, Tier


class TierFactory(factory.django.DjangoModelFactory[Tier]):
    """A tier that buys at the member's price list."""

    class Meta:
        model = Tier
        django_get_or_create = ("code",)

    code = "green"
    name_zh = "青衿"
    name_en = "Reader"
    style = 1
    rank = 1
    price_list = "member"


class PersonFactory(factory.django.DjangoModelFactory[Person]):
    """Somebody with a Chinese name."""

    class Meta:
        model = Person

    name = factory.Iterator(["林晚舟", "周慕白", "陈知秋", "沈砚之"])
    pinyin = factory.Iterator(["linwanzhou", "zhoumubai", "chenzhiqiu", "shenyanzhi"])
    initials = factory.Iterator(["lwz", "zmb", "czq", "syz"])


class MemberFactory(factory.django.DjangoModelFactory[Member]):
    """A member without contacts; add them with the factories below."""

    class Meta:
        model = Member

    person = factory.SubFactory(PersonFactory)
    number = factory.Sequence(lambda n: f"M{with_check(str(100000 + n))}")
    tier = factory.SubFactory(TierFactory)
    joined_on = date(2020, 3, 1)


class PhoneFactory(factory.django.DjangoModelFactory[Phone]):
    """A primary mobile number."""

    class Meta:
        model = Phone

    digits = factory.Sequence(lambda n: f"1380000{n:04d}")
    is_primary = True


class CardFactory(factory.django.DjangoModelFactory[Card]):
    """A card in use."""

    class Meta:
        model = Card

    number = factory.Sequence(lambda n: with_check(f"66880000{n:03d}"))
    issued_on = date(2020, 3, 1)


class AddressFactory(factory.django.DjangoModelFactory[Address]):
    """A default address."""

    class Meta:
        model = Address

    recipient = "林晚舟"
    phone = "13800002046"
    province = "浙江省"
    city = "杭州市"
    district = "西湖区"
    street = "纸鸢路 12 号 3 单元 501"
    postcode = "310000"
    is_default = True


class CardPartnerFactory(factory.django.DjangoModelFactory[CardPartner]):
    """A bank whose brand stands on cards."""

    class Meta:
        model = CardPartner

    code = factory.Sequence(lambda n: f"partner-{n}")
    name = "招商银行"


KIND_NAMES = {
    "ordinary": ("普通卡", "Ordinary card", 1),
    "student": ("学生卡", "Student card", 2),
    "senior": ("乐龄卡", "Senior card", 3),
    "vip": ("贵宾卡", "VIP card", 4),
}


def card_kind(code: str, **terms: object) -> CardKind:
    """Make a kind of card, or give the one a new club starts with these terms and no others."""
    zh, en, rank = KIND_NAMES[code]
    asked_for_nothing = {
        "minimum_age": None, "needs_proof": False, "valid_months": None, "issue_spend": None, "issue_fee": None,
        "is_offered": True,
    }  # fmt: skip
    defaults = {"name_zh": zh, "name_en": en, "rank": rank} | asked_for_nothing | terms
    return CardKind.objects.update_or_create(code=code, defaults=defaults)[0]
