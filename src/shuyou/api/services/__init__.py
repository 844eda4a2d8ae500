"""What changes tokens and webhooks: the front door."""

from shuyou.api.services._create_token import NewToken, TokenDraft, create_token
from shuyou.api.services._deliveries import (
    DueDelivery,
    drop_old_deliveries,
    note_answer,
    note_deliveries,
    take_due_deliveries,
)
from shuyou.api.services._note_call import note_call
from shuyou.api.services._revoke_token import revoke_token
from shuyou.api.services._webhooks import (
    NewWebhook,
    WebhookDraft,
    add_webhook,
    change_webhook,
    ping_webhook,
    remove_webhook,
    resend_delivery,
    switch_webhook,
)

__all__ = [
    "DueDelivery",
    "NewToken",
    "NewWebhook",
    "TokenDraft",
    "WebhookDraft",
    "add_webhook",
    "change_webhook",
    "create_token",
    "drop_old_deliveries",
    "note_answer",
    "note_call",
    "note_deliveries",
    "ping_webhook",
    "remove_webhook",
    "resend_delivery",
    "revoke_token",
    "switch_webhook",
    "take_due_deliveries",
]
