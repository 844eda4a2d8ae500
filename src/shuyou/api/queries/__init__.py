"""What is asked of tokens, and of several packages at one instant: the front door."""

from shuyou.api.queries._history import HistoryPage, member_history
from shuyou.api.queries._tokens import Bearer, TokenRow, bearer_of, list_tokens

__all__ = ["Bearer", "HistoryPage", "TokenRow", "bearer_of", "list_tokens", "member_history"]
