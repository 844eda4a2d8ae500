"""Every test of insight has a lake of its own."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def lake_folder(settings: Settings, tmp_path: Path) -> Path:
    """Have the lake in a folder that goes with the test."""
    settings.SHUYOU_LAKE = tmp_path / "lake"
    settings.SHUYOU_LAKE_MEMORY = "500MB"
    return tmp_path / "lake"
