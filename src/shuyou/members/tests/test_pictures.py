"""Pictures that unpack to very much are made small without filling the house."""

import subprocess
import sys
from io import BytesIO

import pytest
from PIL import Image

MOST_MEGABYTES = 400

MEASURED = """
import resource, sys
from shuyou.members.rules.papers import scan
from shuyou.members.rules.photos import portrait
content = sys.stdin.buffer.read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
{"scan": scan, "portrait": portrait}[sys.argv[1]](content, name="x")
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.parametrize(("made_by", "side"), [("scan", 8_900), ("portrait", 7_000)])
def test_a_few_bytes_that_unpack_to_very_much_take_little_room(made_by: str, side: int) -> None:
    packed = BytesIO()
    Image.new("1", (side, side), 1).save(packed, "PNG")
    assert len(packed.getvalue()) < 30_000

    told = subprocess.run(
        [sys.executable, "-c", MEASURED, made_by], input=packed.getvalue(), capture_output=True, check=True, timeout=120
    )

    assert int(told.stdout) < MOST_MEGABYTES
