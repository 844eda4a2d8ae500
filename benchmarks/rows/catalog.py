"""Rows of taking titles in: an ONIX message of a supplier, half of it known, a tenth of that changed."""

import resource
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from django.db import connection
from lxml import etree

from benchmarks import database, processes
from benchmarks.figures import Outcome, medians, repeat
from benchmarks.stage import Stage

RECORDS: Final = 100_000
RUNS: Final = 3
"""A run takes minutes: three of them, after one that warms up."""
DATABASE: Final = f"{database.PREFIX}_onix"
PARSE: Final = "lxml parse only"
AT: Final = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?><ONIXMessage release="3.0" xmlns="http://ns.editeur.org/onix/3.0/reference">'
    "<Header><Sender><SenderName>Bench</SenderName></Sender><SentDateTime>{sent}</SentDateTime></Header>"
)
PRODUCT: Final = (
    "<Product><RecordReference>bench.{n}</RecordReference><NotificationType>03</NotificationType>"
    "<ProductIdentifier><ProductIDType>15</ProductIDType><IDValue>{isbn}</IDValue></ProductIdentifier>"
    "<DescriptiveDetail><ProductComposition>00</ProductComposition><ProductForm>BC</ProductForm>"
    "<Measure><MeasureType>01</MeasureType><Measurement>210</Measurement><MeasureUnitCode>mm</MeasureUnitCode></Measure>"
    "<Measure><MeasureType>02</MeasureType><Measurement>148</Measurement><MeasureUnitCode>mm</MeasureUnitCode></Measure>"
    "<Collection><CollectionType>10</CollectionType><TitleDetail><TitleType>01</TitleType><TitleElement>"
    "<TitleElementLevel>02</TitleElementLevel><PartNumber>{part}</PartNumber><TitleText>芸窗丛书第{series}辑</TitleText>"
    "</TitleElement></TitleDetail></Collection>"
    "<TitleDetail><TitleType>01</TitleType><TitleElement><TitleElementLevel>01</TitleElementLevel>"
    "<TitleText>{title}</TitleText><Subtitle>第{part}版</Subtitle></TitleElement></TitleDetail>"
    "<Contributor><SequenceNumber>1</SequenceNumber><ContributorRole>A01</ContributorRole>"
    "<PersonName>{author}</PersonName></Contributor>"
    "<Contributor><SequenceNumber>2</SequenceNumber><ContributorRole>B06</ContributorRole>"
    "<PersonName>{translator}</PersonName></Contributor>"
    "<Language><LanguageRole>01</LanguageRole><LanguageCode>chi</LanguageCode></Language>"
    "<Extent><ExtentType>00</ExtentType><ExtentValue>{pages}</ExtentValue><ExtentUnit>03</ExtentUnit></Extent>"
    "<Subject><MainSubject/><SubjectSchemeIdentifier>93</SubjectSchemeIdentifier><SubjectCode>FB{letter}</SubjectCode>"
    "</Subject><Subject><SubjectSchemeIdentifier>24</SubjectSchemeIdentifier><SubjectSchemeName>中图法</SubjectSchemeName>"
    "<SubjectCode>I247.{part}</SubjectCode></Subject></DescriptiveDetail>"
    "<CollateralDetail><TextContent><TextType>03</TextType><ContentAudience>00</ContentAudience><Text>{blurb}</Text>"
    "</TextContent></CollateralDetail>"
    "<PublishingDetail><Publisher><PublishingRole>01</PublishingRole><PublisherName>第{press}出版社</PublisherName>"
    "</Publisher><PublishingStatus>04</PublishingStatus><PublishingDate><PublishingDateRole>01</PublishingDateRole>"
    "<Date>202{part}05</Date></PublishingDate></PublishingDetail>"
    "<ProductSupply><SupplyDetail><ProductAvailability>20</ProductAvailability><Price><PriceType>02</PriceType>"
    "<PriceAmount>{price}</PriceAmount><CurrencyCode>CNY</CurrencyCode></Price></SupplyDetail></ProductSupply></Product>\n"
)
SIGNS: Final = "春江花月夜人间词话山水清音书窗灯火渔樵问答琴棋诗酒茶烟雨竹石松风梅雪云海星河万里长"
BLURB: Final = "书里写江南旧事，一巷一桥，皆有来历。" * 12


def onix(stage: Stage) -> Outcome:
    """Take a message in, record by record compared with what is known."""
    return _outcome(stage, "rate", {PARSE: "parse"})


def onix_rss(stage: Stage) -> Outcome:
    """The most memory that this took."""
    return _outcome(stage, "mib", {})


def _outcome(stage: Stage, name: str, beside: dict[str, str]) -> Outcome:
    records = max(round(RECORDS * stage.scale), 1_000)
    samples = stage.once("catalog.onix", lambda: _measured(stage, records))
    found = medians(samples)
    return Outcome(
        runs=[sample[name] for sample in samples],
        beside={label: found[key] for label, key in beside.items()},
        scale=f"{records:,} records, half of them known, a tenth of these changed",
        is_full=records >= RECORDS,
    )


def _measured(stage: Stage, records: int) -> list[dict[str, float]]:
    if not database.exists(DATABASE):
        stage.say(f"making {DATABASE} …")
        database.create(DATABASE)
    database.use(DATABASE)
    database.migrate()
    with TemporaryDirectory() as name:
        known, message = Path(name) / "known.xml", Path(name) / "message.xml"
        _write(known, range(0, records, 2), sent="20261101T000000Z", is_changed=False)
        _write(message, range(records), sent="20261102T000000Z", is_changed=True)
        return repeat(partial(_sample, known, message, records), runs=RUNS)


def _sample(known: Path, message: Path, records: int) -> dict[str, float]:
    _clear()
    with processes.pool(1) as one:
        one.submit(take_in, str(known)).result()
    database.checkpoint()
    connection.close()
    with processes.pool(1) as one:
        seconds, mib, outcome = one.submit(take_in, str(message)).result()
    half, changed = records // 2, len(range(0, records, 20))
    assert outcome == (half, changed, records - half - changed, 0), outcome
    return {"rate": records / seconds, "mib": mib, "parse": records / _parse(message)}


def take_in(path: str) -> tuple[float, float, tuple[int, int, int, int]]:
    """Import a message in a process of its own: seconds, the most MiB it took, and how its records ended."""
    from shuyou.catalog.services import import_books  # the process is set up only when it runs
    from shuyou.kernel.actor import Actor
    from shuyou.kernel.files import RunOptions

    started = time.perf_counter()
    report = import_books(Path(path), actor=Actor.job("bench"), at=AT, options=RunOptions(is_resumed=False))
    seconds = time.perf_counter() - started
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
    return seconds, most, (report.imported, report.merged, report.unchanged, report.reported)


def _parse(path: Path) -> float:
    """Return the seconds that it takes to parse a message and to look at nothing."""
    started = time.perf_counter()
    for _, element in etree.iterparse(path, tag="{*}Product"):
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    return time.perf_counter() - started


def _write(path: Path, numbers: range, *, sent: str, is_changed: bool) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD.format(sent=sent))
        file.writelines(_products(numbers, is_changed=is_changed))
        file.write("</ONIXMessage>")


def _products(numbers: range, *, is_changed: bool) -> Iterator[str]:
    size = len(SIGNS)
    for n in numbers:
        body = f"9787{n:08d}"
        weight = sum(map(int, body[::2])) + 3 * sum(map(int, body[1::2]))
        signs = "".join(SIGNS[(n * prime // 7) % size] for prime in (1, 11, 101, 1_009, 10_007, 100_003))
        price = 20 + n % 80 + (5 if is_changed and n % 20 == 0 else 0)
        yield PRODUCT.format(
            n=n, isbn=f"{body}{-weight % 10}", title=f"{signs}之{n}",
            author=f"{SIGNS[n % size]}{SIGNS[n // 9 % size]}生{n % 997}",
            translator=f"{SIGNS[n // 5 % size]}客{n % 499}", part=n % 9 + 1, series=n % 300, letter="ABCDEFGH"[n % 8],
            pages=100 + n % 500, blurb=BLURB, press=n % 400, price=f"{price}.00",
        )  # fmt: skip


def _clear() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE catalog_item, catalog_work, catalog_series, catalog_publisher, catalog_contributor,"
            " catalog_titlelisting, kernel_event, kernel_rowchange, kernel_import_run CASCADE"
        )
