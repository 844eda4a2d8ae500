"""Migrations: one line of them, each can be undone, and the models say nothing they do not."""

import pytest
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from django.db.migrations.state import ProjectState
from django.utils import translation

LABELS = sorted(config.label for config in apps.get_app_configs() if config.name.startswith("shuyou."))


@pytest.fixture(scope="module")
def loader() -> MigrationLoader:
    """Every migration on disk."""
    return MigrationLoader(None)


def migrations(loader: MigrationLoader) -> dict[tuple[str, str], Migration]:
    """Return the project's own migrations."""
    return {key: migration for key, migration in loader.disk_migrations.items() if key[0] in LABELS}


def test_models_and_migrations_agree(loader: MigrationLoader) -> None:
    with translation.override(None):
        changes = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(
            graph=loader.graph
        )

    drift = {
        label: [operation.describe() for migration in found for operation in migration.operations]
        for label, found in changes.items()
        if label in LABELS
    }
    assert drift == {}


@pytest.mark.parametrize("label", LABELS)
def test_a_package_has_one_line_of_migrations(loader: MigrationLoader, label: str) -> None:
    own = [key for key in migrations(loader) if key[0] == label]
    children = [parent for key in own for parent in loader.graph.node_map[key].parents if parent.key[0] == label]
    numbers = sorted(name.split("_")[0] for _, name in own)

    assert len(children) == len({node.key for node in children}) == max(len(own) - 1, 0)
    assert numbers == [f"{number:04d}" for number in range(1, len(own) + 1)]


def test_every_migration_can_be_undone(loader: MigrationLoader) -> None:
    stuck = [
        f"{label}.{name}: {operation.describe()}"
        for (label, name), migration in migrations(loader).items()
        for operation in migration.operations
        if not operation.reversible
    ]

    assert stuck == []
