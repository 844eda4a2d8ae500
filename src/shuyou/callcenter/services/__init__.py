"""What changes in the call center: the front door."""

from shuyou.callcenter.services._absences import (
    AbsenceDraft,
    answer_absence,
    ask_absence,
    enter_absence,
    withdraw_absence,
)
from shuyou.callcenter.services._alerts import AlertDraft, put_alert_rule, see_alert, watch_floor
from shuyou.callcenter.services._ask_switch import CHANNEL, CallDraft, Wish, ask_switch, call_out
from shuyou.callcenter.services._begin import Begun, Promised, begin_switch, note_abilities
from shuyou.callcenter.services._calling import (
    ReaderSaid,
    Untold,
    call_reader,
    hear_gate,
    keep_result,
    note_told,
    results_to_tell,
    ring_progressively,
    settle_call,
    take_announcements,
    take_reader,
)
from shuyou.callcenter.services._center_terms import put_center_terms
from shuyou.callcenter.services._feedback import SaidDraft, answer_feedback, is_senior, take_feedback
from shuyou.callcenter.services._lists import ListDraft, add_readers, announce_ready, make_list, move_list
from shuyou.callcenter.services._look_up import know_by_card, look_up
from shuyou.callcenter.services._meet_caller import meet_caller
from shuyou.callcenter.services._menus import (
    JoinDraft,
    NodeDraft,
    drop_draft,
    drop_node,
    join_nodes,
    publish_menu,
    save_node,
)
from shuyou.callcenter.services._mood import MoodDraft, put_mood_terms
from shuyou.callcenter.services._note import FLOOR, FactKey, Told, agent_topic, note_all, note_fact, note_facts
from shuyou.callcenter.services._note_export import note_export
from shuyou.callcenter.services._prompts import PromptDraft, drop_prompt, put_prompt, read_sound
from shuyou.callcenter.services._quality import FormDraft, MarkDraft, mark_call, put_form
from shuyou.callcenter.services._recordings import open_recording
from shuyou.callcenter.services._set_up import AgentDraft, QueueDraft, change_queue, put_agent
from shuyou.callcenter.services._shifts import (
    PlanDraft,
    ShiftDraft,
    SkillPlan,
    drop_shift,
    keep_plan,
    publish_plan,
    put_shift,
    take_plan_back,
)
from shuyou.callcenter.services._take_orders import take_orders
from shuyou.callcenter.services._take_written import WrittenDraft, take_written
from shuyou.callcenter.services._telephones import renew_secret
from shuyou.callcenter.services._things import (
    CardDraft,
    ChoiceDraft,
    LineDraft,
    SiteDraft,
    drop_holiday,
    make_menu,
    put_card,
    put_choice,
    put_holiday,
    put_line,
    put_site,
)
from shuyou.callcenter.services._wanted_calls import WantDraft, call_who_asked, want_call, want_no_call
from shuyou.callcenter.services._wrap_call import WrapDraft, name_caller, wrap_call

__all__ = [
    "CHANNEL",
    "FLOOR",
    "AbsenceDraft",
    "AgentDraft",
    "AlertDraft",
    "Begun",
    "CallDraft",
    "CardDraft",
    "ChoiceDraft",
    "FactKey",
    "FormDraft",
    "JoinDraft",
    "LineDraft",
    "ListDraft",
    "MarkDraft",
    "MoodDraft",
    "NodeDraft",
    "PlanDraft",
    "Promised",
    "PromptDraft",
    "QueueDraft",
    "ReaderSaid",
    "SaidDraft",
    "ShiftDraft",
    "SiteDraft",
    "SkillPlan",
    "Told",
    "Untold",
    "WantDraft",
    "Wish",
    "WrapDraft",
    "WrittenDraft",
    "add_readers",
    "agent_topic",
    "announce_ready",
    "answer_absence",
    "answer_feedback",
    "ask_absence",
    "ask_switch",
    "begin_switch",
    "call_out",
    "call_reader",
    "call_who_asked",
    "change_queue",
    "drop_draft",
    "drop_holiday",
    "drop_node",
    "drop_prompt",
    "drop_shift",
    "enter_absence",
    "hear_gate",
    "is_senior",
    "join_nodes",
    "keep_plan",
    "keep_result",
    "know_by_card",
    "look_up",
    "make_list",
    "make_menu",
    "mark_call",
    "meet_caller",
    "move_list",
    "name_caller",
    "note_abilities",
    "note_all",
    "note_export",
    "note_fact",
    "note_facts",
    "note_told",
    "open_recording",
    "publish_menu",
    "publish_plan",
    "put_agent",
    "put_alert_rule",
    "put_card",
    "put_center_terms",
    "put_choice",
    "put_form",
    "put_holiday",
    "put_line",
    "put_mood_terms",
    "put_prompt",
    "put_shift",
    "put_site",
    "read_sound",
    "renew_secret",
    "results_to_tell",
    "ring_progressively",
    "save_node",
    "see_alert",
    "settle_call",
    "take_announcements",
    "take_feedback",
    "take_orders",
    "take_plan_back",
    "take_reader",
    "take_written",
    "want_call",
    "want_no_call",
    "watch_floor",
    "withdraw_absence",
    "wrap_call",
]
