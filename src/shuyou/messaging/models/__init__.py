"""What messaging keeps."""

from shuyou.messaging.models.codes import OneTimeCode
from shuyou.messaging.models.inbound import Inbound, InboundFile, MailBoxPlace
from shuyou.messaging.models.messages import MANY, DeliveryEvent, Mailing, Message, PrintBatch
from shuyou.messaging.models.templates import Template, TemplateText, TemplateVersion
from shuyou.messaging.models.terms import (
    Cap,
    Channel,
    ChannelSetting,
    Follower,
    Holdout,
    Purpose,
    Sender,
    Spending,
    Suppression,
)

__all__ = [
    "MANY",
    "Cap",
    "Channel",
    "ChannelSetting",
    "DeliveryEvent",
    "Follower",
    "Holdout",
    "Inbound",
    "InboundFile",
    "MailBoxPlace",
    "Mailing",
    "Message",
    "OneTimeCode",
    "PrintBatch",
    "Purpose",
    "Sender",
    "Spending",
    "Suppression",
    "Template",
    "TemplateText",
    "TemplateVersion",
]
