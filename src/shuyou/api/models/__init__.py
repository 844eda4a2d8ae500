"""Tables of the API: who may call, and who is called when something happens."""

from shuyou.api.models.tokens import CallCount, Token
from shuyou.api.models.webhooks import Webhook, WebhookDelivery

__all__ = ["CallCount", "Token", "Webhook", "WebhookDelivery"]
