"""The tables of the lake as every engine has them; an engine adds how it reads files and works expressions out."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any, Self

import ibis
import pyarrow as pa

from shuyou.insight.adapters.lake import Lake
from shuyou.insight.errors import NoSuchTable
from shuyou.insight.ports import Manifest


@dataclass(slots=True, kw_only=True)
class OpenedLake(ABC):
    """An engine over the lake; each table is opened when it is first asked for."""

    lake: Lake
    manifest: Manifest
    _session: Any = None
    _seen: dict[str, ibis.Table] = field(default_factory=dict)
    _laid: dict[str, ibis.Table] = field(default_factory=dict)

    def names(self) -> frozenset[str]:
        """Return which tables there are."""
        return frozenset({*self.manifest.tables, *self.manifest.made})

    def table(self, name: str) -> ibis.Table:
        """
        Return a table, of the database or made before.

        :raises NoSuchTable: there is none of that name.
        """
        if name not in self._seen:
            self._seen[name] = self._open(name)
        return self._seen[name]

    def arrow(self, expression: ibis.Table) -> pa.Table:
        """Work an expression out and return its rows."""
        return self._session.to_pyarrow(expression)

    def lay(self, expression: ibis.Table, name: str) -> ibis.Table:
        """Return the rows of an expression as a table that is worked out once, as long as the engine is open."""
        if name not in self._laid:
            self._laid[name] = self.put_aside(expression, name)
        return self._laid[name]

    @abstractmethod
    def put_aside(self, expression: ibis.Table, name: str) -> ibis.Table:
        """Work an expression out and return its rows as a table that takes no memory."""

    @abstractmethod
    def close(self) -> None:
        """Let go of everything."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _open(self, name: str) -> ibis.Table:
        made, state = self.manifest.made.get(name), self.manifest.tables.get(name)
        blocks = [made] if made else list(state.blocks.values()) if state else []
        if not blocks:
            raise NoSuchTable(name=name)
        table = self._read(name, [str(self.lake.path(block)) for block in blocks])
        return table if made else table.drop("_key")

    @abstractmethod
    def _read(self, name: str, paths: list[str]) -> ibis.Table:
        """Return the rows of some files under a name."""
