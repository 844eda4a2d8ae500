"""What changes in the call center: the front door."""

from shuyou.callcenter.services._ask_switch import CHANNEL, CallDraft, Wish, ask_switch, call_out
from shuyou.callcenter.services._begin import Begun, Promised, begin_switch, note_abilities
from shuyou.callcenter.services._look_up import know_by_card, look_up
from shuyou.callcenter.services._meet_caller import meet_caller
from shuyou.callcenter.services._menus import NodeDraft, drop_draft, drop_node, publish_menu, save_node
from shuyou.callcenter.services._note import FLOOR, FactKey, agent_topic, note_fact
from shuyou.callcenter.services._note_export import note_export
from shuyou.callcenter.services._set_up import AgentDraft, QueueDraft, change_queue, put_agent
from shuyou.callcenter.services._telephones import renew_secret
from shuyou.callcenter.services._wrap_call import WrapDraft, name_caller, wrap_call

__all__ = [
    "CHANNEL",
    "FLOOR",
    "AgentDraft",
    "Begun",
    "CallDraft",
    "FactKey",
    "NodeDraft",
    "Promised",
    "QueueDraft",
    "Wish",
    "WrapDraft",
    "agent_topic",
    "ask_switch",
    "begin_switch",
    "call_out",
    "change_queue",
    "drop_draft",
    "drop_node",
    "know_by_card",
    "look_up",
    "meet_caller",
    "name_caller",
    "note_abilities",
    "note_export",
    "note_fact",
    "publish_menu",
    "put_agent",
    "renew_secret",
    "save_node",
    "wrap_call",
]
