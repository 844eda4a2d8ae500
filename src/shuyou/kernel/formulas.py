"""Cells that begin like a formula: a spreadsheet would run what somebody typed into a form."""

from typing import Final

_BEGINNINGS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Wide ones too: spreadsheets in Chinese and Japanese take them for the narrow ones."""
_GUARD: Final = "'"


def harmless(cell: object) -> object:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"{_GUARD}{cell}" if isinstance(cell, str) and cell.startswith(_BEGINNINGS) else cell


def plain_cell(cell: str) -> str:
    """Return a cell of a file without the mark that keeps it from being taken for a formula."""
    return cell[1:] if cell[:1] == _GUARD and cell[1:].startswith(_BEGINNINGS) else cell
