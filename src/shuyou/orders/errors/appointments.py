"""What is refused about appointments and offers of partners."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError, Kind


class TurnTaken(DomainError):
    """A time at which somebody else has the station, or the reader is at another one."""

    code = "orders.turn_taken"
    text = _("%(when)s is taken: the station, or the reader, has another appointment.")
    remedy = _("Choose another time.")
    field = "starts_at"


class TurnPast(DomainError):
    """A time that is over, or too far away."""

    code = "orders.turn_past"
    kind = Kind.INVALID
    text = _("%(when)s is not a time to come.")
    field = "starts_at"


class PlaceShut(DomainError):
    """A time at which the shop is shut."""

    code = "orders.place_shut"
    kind = Kind.INVALID
    text = _("The shop is shut at %(when)s: its hours that day are %(hours)s.")
    field = "starts_at"


class AppointmentOver(DomainError):
    """An appointment that took place or was called off."""

    code = "orders.appointment_over"
    text = _("Appointment %(number)s is over: %(state)s.")


class FindingsMissing(DomainError):
    """An acceptance without a word of what was found."""

    code = "orders.findings_missing"
    kind = Kind.INVALID
    text = _("Nobody could read later what was found.")
    field = "findings"


class StationUnknown(DomainError):
    """A station that is not there, or out of use."""

    code = "orders.station_unknown"
    kind = Kind.NOT_FOUND
    text = _("This station is not in use.")
    field = "station"


class OfferNotForReader(DomainError):
    """An offer of a partner that a reader may not use."""

    code = "orders.offer_not_for_reader"
    text = _("%(name)s may not use this offer: %(why)s.")


class OfferRefused(DomainError):
    """An offer of a partner that cannot be kept."""

    code = "orders.offer_refused"
    kind = Kind.INVALID
    text = _("The offer cannot be kept: %(why)s.")
