"""Refusals of the API itself; what the domains refuse goes through as it is."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError, Kind


class UnknownScope(DomainError):
    """No permission of this name, or one that no token may hold."""

    code = "api.unknown_scope"
    kind = Kind.INVALID
    text = _("“%(scope)s” is no scope.")
    remedy = _("Scopes are: %(known)s.")
    field = "scopes"


class NoScope(DomainError):
    """A token that may do nothing."""

    code = "api.no_scope"
    kind = Kind.INVALID
    text = _("The token has no scope.")
    remedy = _("Name at least one thing that it may do.")
    field = "scopes"


class ScopeOfAllStores(DomainError):
    """A scope that a token for one store cannot hold: what it opens belongs to no store."""

    code = "api.scope_of_all_stores"
    kind = Kind.INVALID
    text = _("“%(scope)s” is about all stores.")
    remedy = _("A token for one store may hold: %(known)s.")
    field = "scopes"


class UnknownStore(DomainError):
    """No store has this code."""

    code = "api.unknown_store"
    kind = Kind.INVALID
    text = _("“%(value)s” is the code of no store.")
    remedy = _("Stores are: %(known)s.")
    field = "store"


class TokenNameTaken(DomainError):
    """Two tokens of one name could not be told apart."""

    code = "api.token_name_taken"
    text = _("A token called “%(name)s” is in use.")
    remedy = _("Choose another name, or revoke that one first.")
    field = "name"


class TokenRefused(DomainError):
    """No token, or one that opens nothing; which of these is nobody's business."""

    code = "api.token_refused"
    kind = Kind.FORBIDDEN
    text = _("There is no valid token.")
    remedy = _("Send “Authorization: Bearer …” with a token that has neither expired nor been revoked.")


class TooManyCalls(DomainError):
    """More calls in one minute than the token may make."""

    code = "api.too_many_calls"
    text = _("This token may call %(limit)s times a minute.")
    remedy = _("Call again in %(seconds)s seconds.")


class SeveralTitles(DomainError):
    """An ISBN that stands on more than one item; the caller has to say which is meant."""

    code = "api.several_titles"
    text = _("%(isbn)s is on more than one title.")
    remedy = _("Send the “item” of the one that is meant.")


class ItemOrIsbn(DomainError):
    """A line that names its title twice, or not at all."""

    code = "api.item_or_isbn"
    kind = Kind.INVALID
    text = _("A line names its title by either “item” or “isbn”.")
    remedy = _("Send exactly one of them.")


class Unreadable(DomainError):
    """A request that is no JSON, or no request at all."""

    code = "api.unreadable"
    kind = Kind.INVALID
    text = _("The request could not be read.")
    remedy = _("Send a JSON object in UTF-8.")


class TooLarge(DomainError):
    """A body longer than anything that can be meant."""

    code = "api.too_large"
    kind = Kind.INVALID
    text = _("The request is too large.")
    remedy = _("Send less at a time.")


class NoSuchAddress(DomainError):
    """Nothing answers here."""

    code = "api.no_such_address"
    kind = Kind.NOT_FOUND
    text = _("Nothing answers at this address.")
    remedy = _("See openapi.json for all addresses.")


class WrongMethod(DomainError):
    """The address is right and the method is not."""

    code = "api.wrong_method"
    text = _("This address does not answer %(method)s.")
    remedy = _("Use %(allowed)s.")


class Failed(DomainError):
    """Something broke on our side."""

    code = "api.failed"
    text = _("Something broke on our side; incident %(incident)s.")
    remedy = _("Send the request again; if it fails again, tell an administrator the number of the incident.")


class FieldMissing(DomainError):
    """A value that has to be sent."""

    code = "api.field_missing"
    kind = Kind.INVALID
    text = _("“%(field)s” is missing.")


class FieldUnknown(DomainError):
    """A value that nobody asked for, perhaps mistyped."""

    code = "api.field_unknown"
    kind = Kind.INVALID
    text = _("There is no “%(field)s” here.")


class FieldTooLong(DomainError):
    """More than there is room for."""

    code = "api.field_too_long"
    kind = Kind.INVALID
    text = _("“%(field)s” may have %(limit)s at most.")


class FieldOutOfRange(DomainError):
    """A number that is too small or too great."""

    code = "api.field_out_of_range"
    kind = Kind.INVALID
    text = _("“%(field)s” is beyond its limit of %(limit)s.")


class FieldNotReadable(DomainError):
    """A value of another kind or form than described."""

    code = "api.field_not_readable"
    kind = Kind.INVALID
    text = _("“%(field)s” is not as openapi.json describes it.")


class AddressRefused(DomainError):
    """An address to which nothing may be sent."""

    code = "api.address_refused"
    kind = Kind.INVALID
    text = _("Nothing can be sent to “%(value)s”.")
    remedy = _("Give a whole https address on the open internet, without a password in it.")
    field = "url"


class UnknownTopic(DomainError):
    """Something that is not told to other programs."""

    code = "api.unknown_topic"
    kind = Kind.INVALID
    text = _("“%(value)s” is nothing that can be told.")
    remedy = _("Choose among: %(known)s.")
    field = "events"


class NothingToTell(DomainError):
    """A webhook that is told of nothing."""

    code = "api.nothing_to_tell"
    kind = Kind.INVALID
    text = _("Nothing was chosen that is to be told.")
    remedy = _("Choose at least one kind of event.")
    field = "events"


class WebhookNameTaken(DomainError):
    """Two webhooks of one name could not be told apart."""

    code = "api.webhook_name_taken"
    text = _("A webhook called “%(name)s” is there already.")
    remedy = _("Choose another name.")
    field = "name"
