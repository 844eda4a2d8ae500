"""Files from outside: read as a stream, limited in size, previewed, imported in chunks that survive a crash."""

from shuyou.kernel.files.blanking import MARK, blank_table
from shuyou.kernel.files.faults import faults_path
from shuyou.kernel.files.headings import Column, Placing
from shuyou.kernel.files.preview import Preview, PreviewRow, preview
from shuyou.kernel.files.progress import OnProgress, Progress, progress_bar
from shuyou.kernel.files.refusals import FileDamaged, FileRefused, FormatUnknown, HeadingMissing, RowUnreadable
from shuyou.kernel.files.rows import Row, Source
from shuyou.kernel.files.runs import (
    Chunk,
    Entry,
    ImportReport,
    Loaded,
    Loader,
    RunOptions,
    Tally,
    is_under_way,
    run_digest,
    run_import,
)
from shuyou.kernel.files.tables import RecordTable, Table
from shuyou.kernel.files.text import LIMIT, decoded, detect_encoding, weigh
from shuyou.kernel.files.uploads import UPLOAD_LIMIT

__all__ = [
    "LIMIT",
    "MARK",
    "UPLOAD_LIMIT",
    "Chunk",
    "Column",
    "Entry",
    "FileDamaged",
    "FileRefused",
    "FormatUnknown",
    "HeadingMissing",
    "ImportReport",
    "Loaded",
    "Loader",
    "OnProgress",
    "Placing",
    "Preview",
    "PreviewRow",
    "Progress",
    "RecordTable",
    "Row",
    "RowUnreadable",
    "RunOptions",
    "Source",
    "Table",
    "Tally",
    "blank_table",
    "decoded",
    "detect_encoding",
    "faults_path",
    "is_under_way",
    "preview",
    "progress_bar",
    "run_digest",
    "run_import",
    "weigh",
]
