"""What the call center refuses, one class each."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError, Kind


class NoAgent(DomainError):
    """Somebody who has no seat in the call center."""

    code = "callcenter.no_agent"
    kind = Kind.NOT_FOUND
    text = _("You have no seat in the call center.")
    remedy = _("A manager can give you one under Agents.")


class NumberUnknown(DomainError):
    """A member without a telephone number."""

    code = "callcenter.number_unknown"
    kind = Kind.INVALID
    field = "number"
    text = _("No telephone number is known.")
    remedy = _("Type one, or write it down on the member's page first.")


class SwitchUnable(DomainError):
    """Something that the site's switch cannot do."""

    code = "callcenter.switch_unable"
    text = _("The switch of this site cannot do that: %(what)s.")
    remedy = _("Ask whoever runs it.")


class ListElsewhere(DomainError):
    """A call list that is not where it would have to be."""

    code = "callcenter.list_elsewhere"
    text = _("The list is: %(state)s.")
    remedy = _("Look at it again; somebody may have changed it.")


class NobodyLeft(DomainError):
    """Nobody of a list is to be called now."""

    code = "callcenter.nobody_left"
    kind = Kind.NOT_FOUND
    text = _("Nobody of this list is to be called now.")
    remedy = _("Some may become due later; the list shows when.")


class StillOnTheLine(DomainError):
    """A call that is not over cannot be wrapped up."""

    code = "callcenter.still_on_the_line"
    text = _("The call is not over.")
    remedy = _("Hang up first.")


class CodeTaken(DomainError):
    """Two things with one code."""

    code = "callcenter.code_taken"
    kind = Kind.INVALID
    field = "code"
    text = _("The code “%(value)s” is taken.")
    remedy = _("Choose another.")


class ExtensionTaken(DomainError):
    """Two agents with one extension."""

    code = "callcenter.extension_taken"
    kind = Kind.INVALID
    field = "extension"
    text = _("The extension %(value)s belongs to somebody else.")
    remedy = _("Choose another.")


class ExtensionNotPossible(DomainError):
    """An extension that no telephone can have."""

    code = "callcenter.extension_not_possible"
    kind = Kind.INVALID
    field = "extension"
    text = _("“%(value)s” is no extension.")
    remedy = _("Two to ten digits.")


class TelephoneNotPossible(DomainError):
    """A telephone in the browser where the switch has none."""

    code = "callcenter.telephone_not_possible"
    kind = Kind.INVALID
    field = "phone"
    text = _("The site %(site)s has the switch built in, which knows no telephones in browsers.")
    remedy = _("Choose a desk telephone or a telephone program, or a site with an Asterisk.")


class HoursNotPossible(DomainError):
    """Hours that end before they begin."""

    code = "callcenter.hours_not_possible"
    kind = Kind.INVALID
    field = "closes"
    text = _("It opens at %(opens)s and closes at %(closes)s.")
    remedy = _("Let it close later than it opens.")


class QueueLedTo(DomainError):
    """A queue to be closed to which a menu in use leads."""

    code = "callcenter.queue_led_to"
    kind = Kind.INVALID
    field = "is_active"
    text = _("The menu “%(menu)s” leads callers to this queue.")
    remedy = _("Let the menu lead elsewhere first, then close the queue.")


class SeatBusy(DomainError):
    """Somebody who is in a call, or signed out, wants to call."""

    code = "callcenter.seat_busy"
    text = _("You cannot call while you are: %(state)s.")
    remedy = _("End the call and the work after it, or sign in, then call.")


class GraphNotSound(DomainError):
    """A menu that callers would get lost in."""

    code = "callcenter.graph_not_sound"
    kind = Kind.INVALID
    field = "graph"
    text = _("At “%(node)s”: %(fault)s.")
    remedy = _("Mend it and save again.")


class NoDraft(DomainError):
    """There is nothing to be published."""

    code = "callcenter.no_draft"
    text = _("There is no draft.")
    remedy = _("Change the menu first.")


class RecordingGone(DomainError):
    """A recording that was kept no longer."""

    code = "callcenter.recording_gone"
    kind = Kind.NOT_FOUND
    text = _("The recording is kept no longer.")
    remedy = _("Its time is over, or the reader was forgotten; when it was made and how long it was stays known.")


class AlreadyAnswered(DomainError):
    """Something a reader said that was answered meanwhile."""

    code = "callcenter.already_answered"
    text = _("This was answered meanwhile.")
    remedy = _("Look at it again.")


class AlreadyTaken(DomainError):
    """What a reader said in a call was taken down before."""

    code = "callcenter.already_taken"
    text = _("This was taken down for this call already.")
    remedy = _("Look at it on the list; take down something else without the call.")


class NobodySpoke(DomainError):
    """A call that no agent answered cannot be judged."""

    code = "callcenter.nobody_spoke"
    text = _("No agent answered this call.")
    remedy = _("Judge another one.")


class SoundNotReadable(DomainError):
    """A file that holds no sound we can read."""

    code = "callcenter.sound_not_readable"
    kind = Kind.INVALID
    field = "file"
    text = _("The file cannot be read as sound.")
    remedy = _("Save it as a WAV file of 16 bits, at most five minutes long.")


class PlanPublished(DomainError):
    """A plan of shifts that agents see cannot be proposed anew."""

    code = "callcenter.plan_published"
    text = _("Agents already see the plan of the week from %(day)s on.")
    remedy = _("Take it back first, or change single shifts.")


class ShiftsOverlap(DomainError):
    """An agent would work two shifts at once."""

    code = "callcenter.shifts_overlap"
    kind = Kind.INVALID
    field = "begins"
    text = _("%(name)s already works then, on %(day)s.")
    remedy = _("Choose another time, or change the other shift first.")


class BreaksNotPossible(DomainError):
    """Breaks outside the shift, or at once."""

    code = "callcenter.breaks_not_possible"
    kind = Kind.INVALID
    field = "breaks"
    text = _("The breaks do not lie one after the other within the shift.")
    remedy = _("Write each as its beginning and its end, such as 12:00–12:30.")


class AbsencesOverlap(DomainError):
    """An agent would be away twice on a day."""

    code = "callcenter.absences_overlap"
    kind = Kind.INVALID
    field = "first_day"
    text = _("There is an absence already, from %(first)s to %(last)s.")
    remedy = _("Choose other days, or withdraw that one first.")


class AbsenceElsewhere(DomainError):
    """An absence that is not where it would have to be."""

    code = "callcenter.absence_elsewhere"
    text = _("The absence is: %(state)s.")
    remedy = _("Look at it again; somebody may have changed it.")


class AgentAway(DomainError):
    """A shift on a day on which the agent is away."""

    code = "callcenter.agent_away"
    kind = Kind.INVALID
    field = "day"
    text = _("%(name)s is away on %(day)s.")
    remedy = _("Choose another day or agent, or withdraw the absence first.")
