"""What a token looks like."""

from typing import Final

SIGN: Final = "sy_"
"""How every token begins, so that one that leaked is recognised in a file or a log."""
