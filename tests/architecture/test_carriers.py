"""Whatever belongs to a member is carried when two become one: no table can be forgotten."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from shuyou.kernel.registry import registry
from shuyou.members.models import Member, Person

OWN = [model for model in apps.get_models() if model.__module__.startswith("shuyou.")]
NAMES = frozenset({"member_id", "person_id"})
"""What a column that means a member is called where it is no foreign key."""


def means_a_member(model: type[models.Model]) -> bool:
    """Tell whether the keys of a model are ids of persons or members, such as those of a points account."""
    key = model._meta.pk
    is_borrowed = isinstance(key, models.ForeignKey) and means_a_member(key.related_model)
    return model in (Person, Member) or is_borrowed


def columns() -> Iterator[str]:
    """Find every column that says whose a row is."""
    for model in OWN:
        for field in model._meta.local_fields:
            is_owner = isinstance(field, models.ForeignKey) and means_a_member(field.related_model)
            if is_owner or (isinstance(field, models.IntegerField) and field.column in NAMES):
                yield f"{model._meta.db_table}.{field.column}"


def test_every_column_that_means_a_member_is_carried_or_left_for_a_reason() -> None:
    thought_of = {column for carrier in registry.carriers for column in carrier.columns}

    assert set(columns()) - thought_of == set()


def test_carriers_name_only_columns_that_exist() -> None:
    thought_of = {column for carrier in registry.carriers for column in carrier.columns}

    assert thought_of - set(columns()) == set()


def test_what_is_left_has_a_reason() -> None:
    assert [column for carrier in registry.carriers for column, why in carrier.left.items() if len(why) < 10] == []


def test_carriers_come_in_an_order_of_their_own_package() -> None:
    prefixes = {carrier.key: {column.split("_")[0] for column in carrier.columns} for carrier in registry.carriers}

    assert {key: {key} for key in prefixes} == prefixes
    assert len({carrier.order for carrier in registry.carriers}) > 1


def test_owners_are_looked_up_by_index() -> None:
    """Every carried table is found by an index that begins with the owner: a merge reads no table from end to end."""
    indexed = {
        f"{model._meta.db_table}.{model._meta.get_field(name).column}"  # type: ignore[union-attr]
        for model in OWN
        for name in first_fields(model)
    }

    slow = [owned.column for carrier in registry.carriers for owned in carrier.owned if owned.column not in indexed]
    assert slow == []


def first_fields(model: type[models.Model]) -> Iterator[str]:
    """Find the fields that some index of a model begins with."""
    for field in model._meta.local_fields:
        if getattr(field, "db_index", False) or field.unique:
            yield field.name
    for index in model._meta.indexes:
        if index.fields:
            yield index.fields[0].removeprefix("-")
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields and not constraint.condition:
            yield constraint.fields[0]
