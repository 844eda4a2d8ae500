"""An import that is killed goes on where it stopped: no row is lost, entered twice or reported twice."""

import csv
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import IntegrityError, connection

from shuyou.kernel.actor import Actor
from shuyou.kernel.files import ImportReport, RunOptions, faults_path
from shuyou.kernel.files.faults import FaultsFile
from shuyou.kernel.files.progress import Progress
from shuyou.kernel.files.refusals import ImportRunning
from shuyou.kernel.models import EventRecord, ImportRun
from shuyou.members.models import Person
from shuyou.members.services import import_members

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
ROWS, FAULTY, CHUNK = 600, 7, 50

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.feature("F011")]

KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
import django
django.setup()
from shuyou.kernel.actor import Actor
from shuyou.kernel.files import RunOptions
from shuyou.kernel.files.faults import FaultsFile
from shuyou.members.services import import_members

settle, left = FaultsFile.settle, [int(sys.argv[2])]

def die_after_writing(self):
    length = settle(self)
    left[0] -= 1
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)  # the report is on the disk, the rows beside it are not committed
    return length

FaultsFile.settle = die_after_writing
import_members(Path(sys.argv[1]), actor=Actor.job("import"), at=datetime.now(UTC), options=RunOptions(chunk=50))
"""


def member_list(path: Path) -> Path:
    """Write a list in which every hundredth row or so is wrong."""
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["编号", "姓名", "手机"])
        for number in range(ROWS):
            phone = f"138000O{number:04d}" if number % (ROWS // FAULTY) == 40 else f"1380000{number:04d}"
            writer.writerow([f"C{number}", f"读者{number}", phone])
    return path


def read(path: Path, **options: object) -> ImportReport:
    """Import a member list in small chunks."""
    options = {"chunk": CHUNK} | options
    return import_members(path, actor=Actor.job("import"), at=AT, options=RunOptions(**options))  # type: ignore[arg-type]


def assert_complete(path: Path) -> None:
    """See that every row was entered or reported exactly once."""
    faulty = [number for number in range(ROWS) if number % (ROWS // FAULTY) == 40]
    with faults_path(path).open(encoding="gb18030", newline="") as file:
        reported = [row[5] for row in csv.reader(file)][1:]
    assert reported == [f"C{number}" for number in faulty]
    assert Person.objects.count() == ROWS - len(faulty)
    entered = [pk for event in EventRecord.objects.order_by("id") for pk in event.payload["created"]]
    assert sorted(entered) == sorted(Person.objects.values_list("pk", flat=True))


def database_url() -> str:
    """Return the address of this test's database, for another process."""
    settings = connection.settings_dict
    host = quote(str(settings["HOST"]), safe="")
    return f"postgresql://{settings['USER']}@/{settings['NAME']}?host={host}"


@pytest.mark.parametrize("chunks", [1, 2, 3, 5])  # the first, third and fifth chunk have a faulty row
def test_killed_in_mid_transaction(tmp_path: Path, chunks: int) -> None:
    path = member_list(tmp_path / "members.csv")
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(path), str(chunks)],
        env=os.environ | {"SHUYOU_DATABASE_URL": database_url()},
        capture_output=True,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    done = (chunks - 1) * CHUNK
    assert ImportRun.objects.get().rows_read == done

    report = read(path)

    assert report.resumed_after == done
    assert (report.read, report.imported + report.reported) == (ROWS, ROWS)
    assert_complete(path)


class Interrupted(BaseException):
    """Ctrl-C after a commit."""


def test_broken_off_between_two_chunks(tmp_path: Path) -> None:
    path = member_list(tmp_path / "members.csv")

    def interrupt(progress: Progress) -> None:
        if progress.rows == 4 * CHUNK:
            raise Interrupted

    with pytest.raises(Interrupted):
        read(path, on_progress=interrupt)
    report = read(path)

    assert report.resumed_after == 4 * CHUNK
    assert_complete(path)


def test_a_file_that_changed_is_another_run(tmp_path: Path) -> None:
    path = member_list(tmp_path / "members.csv")
    _break_off(path)
    with path.open("a", encoding="gb18030") as file:
        file.write("C9999,新读者,13900000001\r\n")

    report = read(path)

    assert (report.resumed_after, report.read, report.unchanged) == (0, ROWS + 1, 2 * CHUNK - 1)
    assert Person.objects.filter(name="新读者").count() == 1


def test_a_lost_report_starts_the_run_anew(tmp_path: Path) -> None:
    path = member_list(tmp_path / "members.csv")
    _break_off(path)
    faults_path(path).unlink()

    report = read(path)

    assert (report.resumed_after, report.read) == (0, ROWS)
    assert_complete(path)


def test_a_run_can_be_begun_anew_on_purpose(tmp_path: Path) -> None:
    path = member_list(tmp_path / "members.csv")
    _break_off(path)

    assert read(path, is_resumed=False).resumed_after == 0
    assert_complete(path)


def test_two_cannot_import_one_file_at_once(tmp_path: Path) -> None:
    path = member_list(tmp_path / "members.csv")
    holder = connection.copy()
    try:
        with holder.cursor() as cursor:
            read_once: list[Progress] = []

            def hold(progress: Progress) -> None:
                if not read_once:
                    read_once.append(progress)
                    key = _lock_key()
                    cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
                    assert cursor.fetchone() == (False,)

            read(path, on_progress=hold)
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_lock_key()])
            assert cursor.fetchone() == (True,)
            with pytest.raises(ImportRunning):
                read(path)
    finally:
        holder.close()


def test_a_chunk_that_meets_somebody_elses_new_row_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = member_list(tmp_path / "members.csv")
    settle, failures = FaultsFile.settle, [1]

    def fail_once(self: FaultsFile) -> int:
        length = settle(self)
        if failures:
            failures.pop()
            raise IntegrityError
        return length

    monkeypatch.setattr(FaultsFile, "settle", fail_once)

    assert read(path).read == ROWS
    assert_complete(path)


def _break_off(path: Path) -> None:
    """Import the first two chunks, of which the first has a faulty row."""

    def interrupt(progress: Progress) -> None:
        if progress.rows == 2 * CHUNK:
            raise Interrupted

    with pytest.raises(Interrupted):
        read(path, on_progress=interrupt)


def _lock_key() -> int:
    return int(ImportRun.objects.latest("id").digest[:15], 16)
