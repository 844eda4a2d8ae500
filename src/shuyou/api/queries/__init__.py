"""What is asked of tokens and webhooks, and of several packages at one instant: the front door."""

from shuyou.api.queries._history import HistoryPage, member_history
from shuyou.api.queries._tokens import Bearer, TokenRow, bearer_of, list_tokens
from shuyou.api.queries._webhooks import (
    DeliveryRow,
    Tried,
    WebhookRow,
    list_webhooks,
    own_webhooks,
    webhook_deliveries,
    webhook_row,
)

__all__ = [
    "Bearer",
    "DeliveryRow",
    "HistoryPage",
    "TokenRow",
    "Tried",
    "WebhookRow",
    "bearer_of",
    "list_tokens",
    "list_webhooks",
    "member_history",
    "own_webhooks",
    "webhook_deliveries",
    "webhook_row",
]
