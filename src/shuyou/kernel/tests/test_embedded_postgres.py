"""The embedded server is really made, started, killed and stopped here, as root and as an ordinary user."""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from shuyou.kernel.adapters import embedded_postgres, postgres_check, postgres_places
from shuyou.kernel.adapters.embedded_postgres import EmbeddedPostgres
from shuyou.kernel.adapters.postgres_binaries import PostgresBinaries, installed_binaries
from shuyou.kernel.adapters.postgres_check import check_server
from shuyou.kernel.adapters.postgres_errors import PostgresUnavailable

IS_ROOT = os.geteuid() == 0
SOURCE = Path(postgres_places.__file__).parents[3]
needs_root = pytest.mark.skipif(not IS_ROOT, reason="only root lends itself to another user")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user of the machine can enter (pytest's own are closed)."""
    folder = Path(tempfile.mkdtemp(prefix="shuyou-test-"))
    folder.chmod(0o755)
    yield folder
    _clear(folder / "var")
    shutil.rmtree(folder)


@pytest.fixture
def postgres(open_folder: Path) -> EmbeddedPostgres:
    """A cluster that has not been made yet."""
    return EmbeddedPostgres(open_folder / "var")


def _clear(var: Path) -> None:
    cluster = EmbeddedPostgres(var)
    home = cluster.status().home
    cluster.stop()
    if not home.is_relative_to(var):
        shutil.rmtree(home)


def _write_rows(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS reader (name text)")
        connection.execute("INSERT INTO reader VALUES ('张国发'), ('王小云')")


def _rows(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM reader ORDER BY name")]


def _postmaster(postgres: EmbeddedPostgres) -> int:
    pid = postgres_places.server_pid(postgres.status().home / "data")
    assert pid is not None
    return pid


def _is_dead(pid: int) -> bool:
    """A dead process may stay in the table until its parent looks, which in a container may be never."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


# --- life


def test_rows_outlive_stop_and_start(postgres: EmbeddedPostgres) -> None:
    assert postgres.status().state == "absent"
    _write_rows(postgres.ensure_running())
    assert postgres.stop()
    assert postgres.status().state == "stopped"

    url = postgres.ensure_running()

    assert postgres.status().state == "running"
    assert _rows(url) == ["张国发", "王小云"]


def test_stopping_twice_stops_once(postgres: EmbeddedPostgres) -> None:
    postgres.ensure_running()
    pid = _postmaster(postgres)

    assert (postgres.stop(), postgres.stop()) == (True, False)
    assert _is_dead(pid)


def test_the_database_is_fit_and_our_role_is_nobody_special(postgres: EmbeddedPostgres) -> None:
    url = postgres.ensure_running()

    check_server(url)
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT rolsuper, rolcreatedb, current_setting('server_encoding'), current_setting('listen_addresses'),"
            " current_setting('fsync'), current_setting('synchronous_commit')"
            " FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    assert row == (False, True, "UTF8", "", "on", "on")


def test_tests_may_do_without_durability(open_folder: Path) -> None:
    url = EmbeddedPostgres(open_folder / "var", durable=False).ensure_running()

    with psycopg.connect(url) as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("off",)


def test_names_sort_the_same_whatever_the_locale_is(
    postgres: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "xx_YY.nowhere")
    monkeypatch.setenv("PGOPTIONS", "-c nonsense=1")
    with monkeypatch.context() as clean:
        clean.delenv("PGOPTIONS")
        url = postgres.ensure_running()

        with psycopg.connect(url) as connection:
            rows = connection.execute("SELECT x FROM (VALUES ('b'), ('A'), ('a'), ('书')) v(x) ORDER BY x").fetchall()
    assert [x for (x,) in rows] == ["A", "a", "b", "书"]


# --- accidents


def test_committed_rows_survive_a_killed_server(postgres: EmbeddedPostgres) -> None:
    url = postgres.ensure_running()
    _write_rows(url)
    lingering = psycopg.connect(url)
    pid = _postmaster(postgres)

    os.kill(pid, signal.SIGKILL)
    while not _is_dead(pid):
        time.sleep(0.01)
    assert not postgres.is_alive()
    again = postgres.ensure_running()

    assert _rows(again) == ["张国发", "王小云"]
    assert _postmaster(postgres) != pid
    with suppress(psycopg.Error):
        lingering.close()


def test_a_pid_given_to_another_program_does_not_block_the_start(postgres: EmbeddedPostgres) -> None:
    """As after the restart of a container, where the same numbers are given again."""
    postgres.ensure_running()
    pid_file = postgres.status().home / "data" / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    postgres.stop()
    owner = pid_file.parent.stat()
    user = owner.st_uid if IS_ROOT else None
    other = subprocess.Popen(["sleep", "60"], user=user)
    try:
        pid_file.write_text("\n".join([str(other.pid), *lines[1:], ""]))
        os.chown(pid_file, owner.st_uid, owner.st_gid)

        postgres.ensure_running()

        assert postgres.status().state == "running"
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_a_server_that_lost_its_socket_is_started_anew(postgres: EmbeddedPostgres) -> None:
    _write_rows(postgres.ensure_running())
    shutil.rmtree(postgres.status().home / "socket")

    assert _rows(postgres.ensure_running()) == ["张国发", "王小云"]


def test_a_making_that_was_cut_short_is_begun_again(postgres: EmbeddedPostgres, open_folder: Path) -> None:
    half = open_folder / "var" / "postgres" / "data.new"
    half.mkdir(parents=True)
    (open_folder / "var" / "postgres").chmod(0o711)
    (half / "PG_VERSION").write_text("18\n")

    _write_rows(postgres.ensure_running())

    assert not half.exists()


def test_a_failing_start_shows_the_end_of_the_log(postgres: EmbeddedPostgres) -> None:
    postgres.ensure_running()
    postgres.stop()
    with (postgres.status().home / "data" / "postgresql.conf").open("a") as file:
        file.write("shared_buffers = 'plenty'\n")

    with pytest.raises(PostgresUnavailable) as refusal:
        postgres.ensure_running()

    assert "shared_buffers" in refusal.value.details
    assert "server.log" in refusal.value.remedy


def test_data_of_another_major_version_are_left_alone(postgres: EmbeddedPostgres) -> None:
    postgres.ensure_running()
    postgres.stop()
    (postgres.status().home / "data" / "PG_VERSION").write_text("15\n")

    with pytest.raises(PostgresUnavailable, match="PostgreSQL 15"):
        postgres.ensure_running()


def test_the_log_repeats_nothing_about_people(postgres: EmbeddedPostgres) -> None:
    with psycopg.connect(postgres.ensure_running(), autocommit=True) as connection:
        connection.execute("CREATE TABLE phone (number text PRIMARY KEY)")
        connection.execute("INSERT INTO phone VALUES ('13800138000')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO phone VALUES ('13800138000')")

    log = (postgres.status().home / "log" / "server.log").read_text()

    assert "duplicate key" in log
    assert "13800138000" not in log


# --- company


USER = """
import sys
from pathlib import Path
from shuyou.kernel.adapters.embedded_postgres import EmbeddedPostgres
import psycopg

postgres = EmbeddedPostgres(Path(sys.argv[1]))
with psycopg.connect(postgres.ensure_running()) as connection:
    print(connection.execute("SELECT system_identifier FROM pg_control_system()").fetchone()[0], flush=True)
sys.stdin.read()
print(postgres.stop_if_unused(), flush=True)
"""


def _other_process(var: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", USER, str(var)],
        env={"PYTHONPATH": str(SOURCE), "PATH": os.defpath},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd="/",
        text=True,
    )


def test_processes_that_start_at_once_share_one_cluster(open_folder: Path) -> None:
    several = [_other_process(open_folder / "var") for _ in range(3)]
    identifiers = set()
    for process in several:
        assert process.stdout is not None
        identifiers.add(process.stdout.readline())

    endings = [process.communicate("")[0].strip() for process in several]

    assert len(identifiers) == 1
    assert endings == ["False", "False", "True"]


def test_a_user_that_was_killed_does_not_count_any_more(postgres: EmbeddedPostgres, open_folder: Path) -> None:
    other = _other_process(open_folder / "var")
    assert other.stdout is not None
    other.stdout.readline()
    postgres.ensure_running()
    assert not postgres.stop_if_unused()

    other.kill()
    other.wait()

    assert postgres.stop_if_unused()
    assert postgres.status().state == "stopped"


def test_an_open_session_keeps_the_server(postgres: EmbeddedPostgres) -> None:
    with psycopg.connect(postgres.ensure_running()):
        assert not postgres.stop_if_unused()

    assert postgres.status().state == "running"


def test_the_query_of_a_killed_client_does_not_keep_the_server(postgres: EmbeddedPostgres) -> None:
    url = postgres.ensure_running()
    sleeper = f"import psycopg; psycopg.connect({url!r}).execute('SELECT pg_sleep(60)')"
    client = subprocess.Popen([sys.executable, "-c", sleeper])
    with psycopg.connect(url, autocommit=True) as connection:
        while connection.execute("SELECT 1 FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)'").fetchone() is None:
            time.sleep(0.05)

    client.kill()
    client.wait()

    assert postgres.stop_if_unused()


# --- whose files, and where


@needs_root
def test_root_lends_the_server_to_an_unprivileged_user(postgres: EmbeddedPostgres) -> None:
    url = postgres.ensure_running()
    home = postgres.status().home

    owners = {name: (home / name).stat().st_uid for name in ("data", "log", "socket")}

    nobody = pwd.getpwnam("nobody").pw_uid
    assert owners == {"data": nobody, "log": nobody, "socket": nobody}
    assert home.stat().st_uid == 0
    assert all(stat.S_IMODE((home / name).stat().st_mode) == 0o700 for name in owners)
    assert Path(f"/proc/{_postmaster(postgres)}").stat().st_uid == nobody
    assert url.startswith("postgresql://shuyou@/")


@needs_root
def test_an_ordinary_user_needs_nobody_else(open_folder: Path) -> None:
    ordinary = pwd.getpwnam("daemon")
    program = installed_binaries().program("postgres")
    if _as_user(ordinary, lambda: str(os.access(program, os.X_OK))) == "False":
        pytest.skip("the packages lie in a folder closed to other users")
    var = open_folder / "var"
    var.mkdir()
    os.chown(var, ordinary.pw_uid, ordinary.pw_gid)

    def live() -> str:
        postgres = EmbeddedPostgres(var)
        _write_rows(postgres.ensure_running())
        pid = _postmaster(postgres)
        postgres.stop()
        rows = _rows(postgres.ensure_running())
        os.kill(_postmaster(postgres), signal.SIGKILL)
        rows += _rows(postgres.ensure_running())
        return f"{_is_dead(pid)} {' '.join(rows)} {postgres.stop_if_unused()}"

    told = _as_user(ordinary, live)

    assert told == "True 张国发 王小云 张国发 王小云 True"
    files = [var / "postgres", *(var / "postgres").iterdir()]
    assert {path.stat().st_uid for path in files} == {ordinary.pw_uid}


def _as_user(user: pwd.struct_passwd, act: Callable[[], str]) -> str:
    """Run a function in a child that has become another user for good; return what it returned."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with suppress(BaseException), os.fdopen(writing, "w") as answer:
            os.setgroups([])
            os.setgid(user.pw_gid)
            os.setuid(user.pw_uid)
            try:
                answer.write(act())
            except Exception as error:  # noqa: BLE001 - the parent shows whatever it was
                answer.write(repr(error))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        told = answer.read()
    os.waitpid(child, 0)
    return told


@needs_root
def test_a_closed_folder_moves_the_cluster_and_stays_closed(open_folder: Path) -> None:
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    var = closed / "var"
    before = _modes(var.parent)
    postgres = EmbeddedPostgres(var)
    try:
        _write_rows(postgres.ensure_running())
        home = postgres.status().home
        postgres.stop()

        assert _rows(EmbeddedPostgres(var).ensure_running()) == ["张国发", "王小云"]
        assert home.parent in postgres_places.OUTSIDE
        assert (var / "postgres.where").read_text().strip() == str(home)
        assert _modes(var.parent) == before
        assert list(postgres_places.orphans()) == []
    finally:
        _clear(var)


@needs_root
def test_a_cluster_whose_installation_is_dead_is_found(open_folder: Path) -> None:
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    postgres = EmbeddedPostgres(closed / "var")
    postgres.ensure_running()
    home = postgres.status().home
    postgres.stop()

    shutil.rmtree(closed)

    assert (home, str(closed / "var" / "postgres")) in list(postgres_places.orphans())
    shutil.rmtree(home)


@needs_root
def test_closed_programs_are_copied_with_their_libraries(
    postgres: EmbeddedPostgres, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    installed = installed_binaries()
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(installed.root / name, closed / name, symlinks=True)
    before = _modes(closed)
    monkeypatch.setattr(embedded_postgres, "installed_binaries", lambda: PostgresBinaries(closed, installed.version))

    _write_rows(postgres.ensure_running())

    program = Path(f"/proc/{_postmaster(postgres)}/exe").readlink()
    assert program.is_relative_to(postgres.status().home / f"server-{installed.version}")
    assert _modes(closed) == before


@needs_root
def test_an_unknown_system_user_is_refused_by_name(open_folder: Path) -> None:
    with pytest.raises(PostgresUnavailable, match="SHUYOU_PG_USER"):
        EmbeddedPostgres(open_folder / "var", system_user="no-such-user").ensure_running()


def test_a_long_path_gets_a_short_socket(open_folder: Path) -> None:
    var = open_folder / ("deep" * 20) / ("deeper" * 8)
    postgres = EmbeddedPostgres(var)
    try:
        _write_rows(postgres.ensure_running())
        postgres.stop()

        assert _rows(EmbeddedPostgres(var).ensure_running()) == ["张国发", "王小云"]
        socket = postgres_places.socket_folder(postgres.status().home)
        assert not socket.is_relative_to(var)
        assert stat.S_IMODE(socket.stat().st_mode) == 0o700
    finally:
        _clear(var)
        shutil.rmtree(postgres_places.socket_folder(postgres.status().home))


def _modes(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mode for path in (folder, *folder.parents, *postgres_places.OUTSIDE)}


# --- a PostgreSQL of somebody else


def test_an_old_server_is_refused(postgres: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch) -> None:
    url = postgres.ensure_running()
    monkeypatch.setattr(postgres_check, "OLDEST", 990000)

    with pytest.raises(PostgresUnavailable, match="Shuyou needs 99 or later"):
        check_server(url)


def test_an_encoding_without_chinese_is_refused(postgres: EmbeddedPostgres) -> None:
    url = postgres.ensure_running()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "CREATE DATABASE latin ENCODING 'SQL_ASCII' TEMPLATE template0 LOCALE_PROVIDER libc LOCALE 'C'"
        )

    with pytest.raises(PostgresUnavailable, match="SQL_ASCII"):
        check_server(url.replace("/shuyou?", "/latin?"))


def test_a_silent_server_is_told_without_its_password(open_folder: Path) -> None:
    with pytest.raises(PostgresUnavailable) as refusal:
        check_server(f"postgresql://shuyou:geheim@/shuyou?host={open_folder}")

    assert "does not answer" in str(refusal.value)
    assert "geheim" not in str(refusal.value)


@pytest.mark.parametrize(("uid", "mode"), [(1000, 0o700), (0, 0o711)], ids=["an ordinary user's", "root's"])
def test_what_is_kept_is_closed_to_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, uid: int, mode: int) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: uid)
    new, old = tmp_path / "new", tmp_path / "old"
    old.mkdir()
    old.chmod(0o755)

    postgres_places.make_var(new)
    postgres_places.make_var(old)

    assert (stat.S_IMODE(new.stat().st_mode), stat.S_IMODE(old.stat().st_mode)) == (mode, 0o755)
