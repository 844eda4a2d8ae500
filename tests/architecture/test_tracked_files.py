"""What lies in the repository: no left-overs, no addresses of registries, no word about anything but the project."""

import os
import re
import subprocess
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.architecture import house

LARGEST = 3 * 1024 * 1024
UNREAD = frozenset({".png", ".webp", ".jpg", ".avif", ".ico", ".woff2", ".mo", ".iso", ".xml", ".mrc", ".zip", ".xlsx"})
DATA = ("src/shuyou/demo/data/", "tests/data/")

# Letters in brackets keep this file from finding itself.
NEVER = {
    "a registry's host name": r"py[p]i\.org|pythonhoste[d]|npm[j]s\.|mirro[r]s?\.\w|goprox[y]",
    "a link to a numbered task": r"\b(?:issue|ticket|pull request)s? #\d+|\b(?:see|fixes|closes) (?:issue|ticket) \d+",
    "a word about a writing machine": r"cla[u]de|anth[r]opic|open[a]i\b|chat[g]pt|cop[i]lot|\bA[I] assistant|\bL[L]M\b",
    "a folder outside the project": r"\.\./sh[a]red|/wor[k]/|/ro[o]t/",
    "something left to do": r"\b(?:TO[D]O|FI[X]ME|X[X]X|HAC[K])\b",
    "a stop for a debugger": r"\bbreakpoin[t]\(|\bpd[b]\.set_trace",
}
LOCKS = re.compile(r"(?:^|/)(?:requirements[\w.-]*\.(?:lock|txt|in)|package-lock\.json|\.npmrc|pip\.conf)$")


INDEXES = ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "UV_INDEX_URL", "UV_DEFAULT_INDEX", "NPM_CONFIG_REGISTRY")


@cache
def tracked() -> tuple[str, ...]:
    """Return every file under version control, and those about to be."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=house.ROOT, capture_output=True, text=True, check=True)
    return tuple(name for name in listed.stdout.split("\0") if name and (house.ROOT / name).is_file())


def readable() -> list[str]:
    """Return the files that people write."""
    return [name for name in tracked() if Path(name).suffix not in UNREAD and not name.startswith(DATA)]


@pytest.mark.parametrize("what", sorted(NEVER))
def test_no_file_holds(what: str) -> None:
    pattern = re.compile(NEVER[what], re.IGNORECASE if what.startswith(("a registry", "a word")) else 0)
    found = [
        f"{name}:{number}: {hit[0]}"
        for name in readable()
        if "/static/vendor/" not in name
        for number, line in enumerate((house.ROOT / name).read_text("utf-8").splitlines(), start=1)
        if (hit := pattern.search(line))
    ]

    assert found == []


def test_no_file_names_the_index_of_this_machine() -> None:
    hosts = {host for variable in INDEXES if (host := urlsplit(os.environ.get(variable, "")).hostname)}
    found = [
        f"{name}: {host}"
        for name in readable()
        for host in hosts
        if host in (house.ROOT / name).read_text("utf-8") and host not in ("localhost", "127.0.0.1")
    ]

    assert found == []


def test_locks_hold_no_addresses() -> None:
    found = [name for name in tracked() if LOCKS.search(name) and "://" in (house.ROOT / name).read_text("utf-8")]

    assert found == []


def test_no_file_is_large() -> None:
    assert [name for name in tracked() if (house.ROOT / name).stat().st_size > LARGEST] == []


def test_nothing_generated_is_tracked() -> None:
    generated = re.compile(r"\.(?:mo|pyc|sqlite3|log)$|(?:^|/)(?:__pycache__|node_modules|staticfiles)/")

    assert [name for name in tracked() if generated.search(name)] == []


def test_this_is_a_checkout_with_files() -> None:
    assert "pyproject.toml" in tracked()
