"""What readers hand in is kept for the account that runs the program, and for nobody else on the machine."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages
from django.core.files.uploadedfile import TemporaryUploadedFile

from shuyou.config.doctor import Level, _files
from shuyou.config.environment import Environment


@contextmanager
def umask(mask: int) -> Iterator[None]:
    """Have files made as a careless machine would."""
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def modes(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): oct(path.stat().st_mode & 0o777) for path in folder.rglob("*")}


def uploaded() -> TemporaryUploadedFile:
    """Return a file as a large upload leaves it: on the disk, where it is moved from."""
    file = TemporaryUploadedFile("scan.jpg", "image/jpeg", 4, None)
    file.write(b"scan")
    file.seek(0)
    Path(file.temporary_file_path()).chmod(0o644)
    return file


def test_files_and_folders_are_closed_to_others(tmp_path: Path) -> None:
    usual = storages["default"]
    assert isinstance(usual, FileSystemStorage)
    storage = FileSystemStorage(
        location=tmp_path / "files",
        file_permissions_mode=usual.file_permissions_mode,
        directory_permissions_mode=usual.directory_permissions_mode,
    )

    with umask(0):
        storage.save("papers/2026/one.jpg", ContentFile(BytesIO(b"scan").getvalue()))
        storage.save("photos/two.jpg", uploaded())

    assert modes(tmp_path) == {
        "files": "0o700", "files/papers": "0o700", "files/papers/2026": "0o700", "files/photos": "0o700",
        "files/papers/2026/one.jpg": "0o600", "files/photos/two.jpg": "0o600",
    }  # fmt: skip


@pytest.mark.parametrize(("mode", "is_said"), [(0o755, True), (0o700, False)])
def test_the_doctor_says_when_an_older_folder_is_open(tmp_path: Path, mode: int, *, is_said: bool) -> None:
    (tmp_path / "files" / "papers").mkdir(parents=True)
    (tmp_path / "files").chmod(0o700)
    (tmp_path / "files" / "papers").chmod(mode)

    found = [finding for finding in _files(replace(Environment.read(), var=tmp_path)) if "look into" in finding.text]

    assert [finding.level for finding in found] == ([Level.WARN] if is_said else [])
