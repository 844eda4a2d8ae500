"""Recordings as a switch wrote them: brought into the store, and filed with their call."""

import shutil
from pathlib import Path
from typing import Final

from django.core.files.storage import default_storage

FOLDER: Final = "recordings"


def brought_in(path: str) -> str:
    """Return the name of a recording in the store, where it is moved to unless it lies there already."""
    store, file = Path(default_storage.path("")), Path(path)
    if not file.is_absolute():
        return path
    if file.is_relative_to(store):
        return str(file.relative_to(store))
    name = f"{FOLDER}/{file.name}"
    if file.exists():
        (store / FOLDER).mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.move(file, store / name)
    return name
