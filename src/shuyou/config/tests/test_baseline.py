"""Empty databases begin with the baseline; whether it is what migrations make is a gate of its own (.ci/run)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from shuyou.config.preparation import pending_migrations
from shuyou.kernel.management import baseline


@pytest.fixture
def empty(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Have this process use an empty database beside the tests' own."""
    with django_db_blocker.unblock(), baseline.scratch():
        yield


@pytest.mark.usefixtures("empty")
def test_an_empty_database_begins_with_the_baseline_and_goes_on_with_later_migrations() -> None:
    assert baseline.restore()
    later = pending_migrations()

    call_command("migrate", interactive=False, verbosity=0)

    assert pending_migrations() == []
    assert len(later) < 100, "draw the baseline anew: shuyou manage baseline"


@pytest.mark.usefixtures("empty")
def test_a_database_in_use_never_sees_it() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE own ()")

    assert not baseline.restore()
    assert connection.introspection.table_names() == ["own"]


@pytest.mark.usefixtures("empty")
def test_of_a_baseline_that_the_server_refuses_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = tmp_path / "baseline.sql"
    wrong.write_text("CREATE TABLE public.one (); CREATE TABLE public.two (id public.unknown);")
    monkeypatch.setattr(baseline, "PATH", wrong)

    assert not baseline.restore()
    assert connection.introspection.table_names() == []


def test_in_which_order_migrations_ran_does_not_count_but_which_did() -> None:
    def drawing(*names: str) -> str:
        ran = ",\n".join(f"\t({serial}, '{name}\n(in two lines)', now())" for serial, name in enumerate(names, 1))
        return f"CREATE TABLE a ();\nINSERT INTO public.django_migrations VALUES\n{ran};\n\nCREATE INDEX a;\n"

    first = baseline.without_order(drawing("members", "catalog"))

    assert baseline.without_order(drawing("catalog", "members")) == first
    assert baseline.without_order(drawing("catalog")) != first
    assert baseline.without_order(drawing("catalog", "members") + "CREATE INDEX b;\n") != first
