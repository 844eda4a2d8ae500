"""The lake as files: Parquet in blocks of keys, and a manifest that is put in place at once."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from django.conf import settings

from shuyou.insight.errors import LakeIsEmpty, LakeIsFilled
from shuyou.insight.ports import Block, Manifest, TableState

VERSION: Final = 1
KEPT_SECONDS: Final = 2 * 3600
"""So long files stay that nothing names any more: somebody may be reading them."""


@dataclass(frozen=True, slots=True)
class Lake:
    """The folder of the lake."""

    folder: Path

    @classmethod
    def here(cls) -> "Lake":
        """Return the lake of this installation."""
        return cls(Path(settings.SHUYOU_LAKE))

    @property
    def spill(self) -> Path:
        """Where engines put what does not fit into memory."""
        return self._made("spill")

    def bounds(self) -> tuple[str, ...]:
        """Return what DuckDB is told so that it stays within its memory here."""
        return (
            f"SET memory_limit = '{settings.SHUYOU_LAKE_MEMORY}'",
            f"SET temp_directory = '{self.spill}'",
            "SET preserve_insertion_order = false",
        )

    def manifest(self) -> Manifest:
        """
        Return what the lake holds.

        :raises LakeIsEmpty: it has never been filled.
        """
        found = self._read("manifest.json")
        if found is None:
            raise LakeIsEmpty
        return found

    def known(self) -> Manifest | None:
        """Return what the lake holds, if anything."""
        return self._read("manifest.json")

    def draft(self) -> Manifest | None:
        """Return what a run that was broken off had done, if there is one."""
        return self._read("draft.json")

    def keep_draft(self, manifest: Manifest) -> None:
        """Note what a run has done so far, so that the next one goes on from there."""
        self._write("draft.json", manifest)

    def publish(self, manifest: Manifest) -> None:
        """Put a manifest in place at once; who reads the old one still finds its files for a while."""
        self._replace_manifest(manifest)
        (self.folder / "draft.json").unlink(missing_ok=True)

    def add_made(self, name: str, block: Block) -> None:
        """Name a table that was worked out."""
        manifest = self.manifest()
        self._replace_manifest(replace(manifest, made={**manifest.made, name: block}))

    def path(self, block: Block) -> Path:
        """Return where a file is."""
        return self.folder / block.path

    def new_file(self, table: str, block: int | str) -> tuple[str, Path]:
        """Return the name of a new file and where it is to be written."""
        name = f"{table}/{block}-{uuid4().hex[:12]}.parquet"
        self._made(table)
        return name, self.folder / name

    def sweep(self, *, older_than: float = KEPT_SECONDS) -> int:
        """
        Remove files that neither the manifest nor a draft names, and what a killed run left half written.

        For whoever fills the lake: nobody else may be writing. Returns how many files went.
        """
        named = {block.path for one in (self.known(), self.draft()) if one for block in _blocks(one)}
        before, removed = time.time() - older_than, 0
        for path in self.folder.glob("*/*.part"):
            path.unlink(missing_ok=True)
            removed += 1
        for path in self.folder.glob("*/*.parquet"):
            if str(path.relative_to(self.folder)) not in named and path.stat().st_mtime < before:
                path.unlink(missing_ok=True)
                removed += 1
        return removed

    @contextmanager
    def filling(self) -> Iterator[None]:
        """
        Be the only one who fills the lake, as long as this process lives.

        :raises LakeIsFilled: another does.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self.folder / "filling.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            try:
                flock(descriptor, LOCK_EX | LOCK_NB)
            except BlockingIOError:
                raise LakeIsFilled from None
            yield
        finally:
            os.close(descriptor)

    def _replace_manifest(self, manifest: Manifest) -> None:
        """Put a manifest in place; the time that files stay which it no longer names begins now."""
        old, named = self.known(), {block.path for block in _blocks(manifest)}
        self._write("manifest.json", manifest)
        for block in _blocks(old) if old else ():
            if block.path not in named and (path := self.path(block)).exists():
                os.utime(path)

    def _made(self, name: str) -> Path:
        folder = self.folder / name
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    def _read(self, name: str) -> Manifest | None:
        try:
            said = json.loads((self.folder / name).read_text("utf-8"))
        except FileNotFoundError:
            return None
        if said["version"] != VERSION:
            return None
        return Manifest(
            said["database"],
            said["taken_at"],
            {table: _state(state) for table, state in said["tables"].items()},
            frozenset(said["at_rest"]),
            {table: Block(*block) for table, block in said["made"].items()},
        )

    def _write(self, name: str, manifest: Manifest) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self.folder / f".{name}.{os.getpid()}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(_said(manifest), file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.folder / name)


def _blocks(manifest: Manifest) -> Iterator[Block]:
    for state in manifest.tables.values():
        yield from state.blocks.values()
    yield from manifest.made.values()


def _state(said: dict[str, Any]) -> TableState:
    blocks = {int(number): Block(*block) for number, block in said["blocks"].items()}
    return TableState(said["fingerprint"], said["horizon"], blocks, said["begun_to"])


def _said(manifest: Manifest) -> dict[str, Any]:
    return {
        "version": VERSION,
        "database": manifest.database,
        "taken_at": manifest.taken_at,
        "at_rest": sorted(manifest.at_rest),
        "tables": {
            name: {
                "fingerprint": state.fingerprint,
                "horizon": state.horizon,
                "begun_to": state.begun_to,
                "blocks": {str(number): [block.path, block.rows] for number, block in state.blocks.items()},
            }
            for name, state in manifest.tables.items()
        },
        "made": {name: [block.path, block.rows] for name, block in manifest.made.items()},
    }
