"""What models leave unsaid: no order behind a query's back, no rule outside the database or a service."""

from django.apps import apps
from django.db import models

OWN = [model for model in apps.get_models() if model.__module__.startswith("shuyou.")]


def test_no_model_orders_behind_a_query() -> None:
    assert [model.__name__ for model in OWN if model._meta.ordering] == []


def test_every_foreign_key_says_what_its_reverse_is_called() -> None:
    unnamed = [
        f"{model.__name__}.{field.name}"
        for model in OWN
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and field.remote_field.related_name is None
    ]

    assert unnamed == []


def test_money_is_never_a_float() -> None:
    floats = [
        f"{model.__name__}.{field.name}"
        for model in OWN
        for field in model._meta.local_fields
        if isinstance(field, models.FloatField)
    ]

    assert floats == []


def test_every_constraint_has_a_name_of_its_own() -> None:
    names = [constraint.name for model in OWN for constraint in model._meta.constraints]

    assert len(names) == len(set(names)) > 3
