"""
Where the embedded cluster lives.

Normally `var/<name>`: the folder itself belongs to whoever runs Shuyou, the folders inside to the server's owner.
If the server's owner cannot get there (root's clone under a closed folder), the cluster is put under `/var/lib` and
`var/<name>.where` points to it. Permissions are only ever set on folders made here.
"""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from shuyou.kernel.adapters.postgres_errors import PostgresUnavailable
from shuyou.kernel.adapters.postgres_owner import ServerOwner

SOCKET_NAME: Final = ".s.PGSQL.5432"
PID_FILE: Final = "postmaster.pid"
PROCESSES: Final = Path("/proc")
SOCKET_PATH_BYTES: Final = 103  # the shortest limit of the systems we know: macOS 103, Linux 107
OUTSIDE: Final = (Path("/var/lib"), Path("/opt"))
LOG_BYTES: Final = 16 * 1024 * 1024


def make_var(var: Path) -> None:
    """Make the folder of everything that is kept, closed to others; below root's the server's owner passes through."""
    var.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)


def home(var: Path, name: str) -> Path:
    """Return the cluster's folder, where it is or would be."""
    pointer = _pointer(var, name)
    return Path(pointer.read_text().strip()) if pointer.exists() else var / name


def settle(var: Path, name: str, owner: ServerOwner) -> Path:
    """
    Return the cluster's folder, made if need be, in a place that the owner can reach.

    :raises PostgresUnavailable: there is no such place, or an existing cluster has become unreachable.
    """
    folder = home(var, name)
    if not (folder / "data").exists() and not _pointer(var, name).exists():
        folder = _new_home(var, name, owner)
    if not owner.may_enter(folder):
        raise PostgresUnavailable(
            f"The user {owner.name}, who runs PostgreSQL, can no longer reach {folder}.",
            "Open the folders above it to that user again (chmod o+x), or move the cluster and set SHUYOU_VAR.",
        )
    return folder


def orphans() -> Iterator[tuple[Path, str]]:
    """Find clusters outside whose installation is gone, each with where that was."""
    for parent in OUTSIDE:
        for note in sorted(parent.glob("shuyou-*/belongs-to")):
            owner = Path(note.read_text().strip())
            if home(owner.parent, owner.name) != note.parent:
                yield note.parent, str(owner)


def _new_home(var: Path, name: str, owner: ServerOwner) -> Path:
    folder = var / name
    if not folder.exists():
        _make(folder)
    if owner.may_enter(folder):
        return folder
    folder.rmdir()  # it is ours and empty: nothing could be put there
    for parent in OUTSIDE:
        candidate = parent / f"shuyou-{secrets.token_hex(6)}"
        try:
            _make(candidate)
        except OSError:
            continue
        if owner.may_enter(candidate):
            write(candidate / "belongs-to", f"{var / name}\n")
            write(_pointer(var, name), f"{candidate}\n")
            return candidate
        shutil.rmtree(candidate)
    raise PostgresUnavailable(
        f"The user {owner.name}, who runs PostgreSQL, can reach neither {var} nor {OUTSIDE[0]}.",
        "Set SHUYOU_VAR to a folder that user can reach, or SHUYOU_DATABASE_URL to another PostgreSQL.",
    )


def socket_folder(home: Path) -> Path:
    """Return the folder of the server's socket: in the cluster's folder unless its path would be too long."""
    pointer = home / "socket.where"
    return Path(pointer.read_text().strip()) if pointer.exists() else home / "socket"


def settle_socket_folder(home: Path, owner: ServerOwner) -> Path:
    """Return the folder of the server's socket, made for the owner alone and cleared of a dead server's socket."""
    folder = socket_folder(home)
    if len(os.fsencode(folder / SOCKET_NAME)) > SOCKET_PATH_BYTES or not _is_private(folder, owner):
        folder = home / "socket"
        if len(os.fsencode(folder / SOCKET_NAME)) > SOCKET_PATH_BYTES:
            folder = _short_folder(owner)
            write(home / "socket.where", f"{folder}\n")
    owner.make_folder(folder)
    for leftover in (SOCKET_NAME, f"{SOCKET_NAME}.lock"):
        (folder / leftover).unlink(missing_ok=True)
    return folder


def _is_private(folder: Path, owner: ServerOwner) -> bool:
    try:
        status = folder.lstat()
    except FileNotFoundError:
        return False
    return status.st_uid == owner.uid and status.st_mode & 0o170077 == 0o040000


def _short_folder(owner: ServerOwner) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="shuyou-", dir="/tmp"))
    if owner.is_borrowed:
        os.chown(folder, owner.uid, owner.gid)
    return folder


def recorded_pid(data: Path) -> int | None:
    """Return the process id that the server wrote down, whether or not it is still alive."""
    try:
        return int((data / PID_FILE).read_text().split(maxsplit=1)[0])
    except (FileNotFoundError, IndexError, ValueError):
        return None


def server_pid(data: Path) -> int | None:
    """Return the id of the running server; None if there is none, or only its number in other hands."""
    pid = recorded_pid(data)
    if pid is None or not _exists(pid):
        return None
    return pid if not PROCESSES.exists() or _lives_in(PROCESSES / str(pid), data) else None


def forget_dead_pid(data: Path) -> None:
    """
    Drop the file with the server's id if that number now belongs to something else, or to a dead, unburied process.

    PostgreSQL would take either for a running server and refuse to start, as happens in containers, where numbers are
    given again after every restart and nobody buries orphans. Otherwise, and while the dead server's children are
    still leaving, the file stays: it tells PostgreSQL to wait for them.
    """
    pid = recorded_pid(data)
    if pid is None or not _exists(pid) or server_pid(data) is not None:
        return
    if not any(_lives_in(process, data) for process in PROCESSES.glob("[0-9]*")):
        (data / PID_FILE).unlink(missing_ok=True)


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # somebody else's process is a process
    return True


def _lives_in(process: Path, data: Path) -> bool:
    """Tell whether a process works in the data folder, as the server and its children do and a dead one cannot."""
    try:
        return (process / "cwd").readlink() == data.resolve()
    except OSError:
        return False


def drop_oversized_log(log: Path) -> None:
    """Keep one older generation of a log that has grown too long."""
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))


def read_from(log: Path, offset: int) -> str:
    """Return what a log holds behind an offset."""
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(offset)
        return file.read().decode(errors="replace")


def write(path: Path, text: str) -> None:
    """Write a small file that everybody may read, whole or not at all."""
    draft = path.with_name(f"{path.name}.new")
    draft.write_text(text)
    draft.chmod(0o644)
    draft.replace(path)


def remove_tree(folder: Path) -> None:
    """Remove a folder if it is there."""
    if folder.exists():
        shutil.rmtree(folder)


def _make(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o711)


def _pointer(var: Path, name: str) -> Path:
    return var / f"{name}.where"
