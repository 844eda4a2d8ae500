"""Refusals of supply."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError, Kind


class OutOfStock(DomainError):
    """Fewer free copies than asked for."""

    code = "supply.out_of_stock"
    text = _("“%(title)s”: only %(free)s of %(wanted)s copies are free.")
    remedy = _("Order fewer copies, or take the title off.")
    field = "quantity"


class NotFree(DomainError):
    """Copies that were to leave a place are promised to somebody, or not there."""

    code = "supply.not_free"
    text = _("Only %(free)s of %(wanted)s copies are free to leave.")
    remedy = _("Take fewer, or release what is set aside.")
    field = "copies"


class NotYourPlace(DomainError):
    """The actor belongs to other places."""

    code = "supply.not_your_place"
    kind = Kind.FORBIDDEN
    text = _("You do not belong to this store or warehouse.")
    remedy = _("A manager says who belongs where.")


class CodeTaken(DomainError):
    """Another one goes by this code."""

    code = "supply.code_taken"
    text = _("The code “%(value)s” is taken.")
    remedy = _("Choose another one.")
    field = "code"


class CodeWrong(DomainError):
    """A code that cannot be one."""

    code = "supply.code_wrong"
    kind = Kind.INVALID
    text = _("The code “%(value)s” cannot be used.")
    remedy = _("Take up to 20 small letters, digits, hyphens.")
    field = "code"


class AddressWrong(DomainError):
    """What was typed is no e-mail address."""

    code = "supply.address_wrong"
    kind = Kind.INVALID
    text = _("“%(value)s” is no e-mail address.")
    remedy = _("It looks like orders@example.com.")
    field = "order_email"


class TextMissing(DomainError):
    """Something that has to be said was left empty."""

    code = "supply.text_missing"
    kind = Kind.INVALID
    text = _("This must not be empty.")


class TextTooLong(DomainError):
    """More was written than is kept."""

    code = "supply.text_too_long"
    kind = Kind.INVALID
    text = _("This has %(length)s characters; at most %(limit)s are kept.")
    remedy = _("Shorten it.")


class HoursWrong(DomainError):
    """Opening hours that are none."""

    code = "supply.hours_wrong"
    kind = Kind.INVALID
    text = _("“%(value)s” are no opening hours.")
    remedy = _("Write such as 09:00-21:00, or nothing if closed.")


class DiscountWrong(DomainError):
    """A discount rate that is none."""

    code = "supply.discount_wrong"
    kind = Kind.INVALID
    text = _("“%(value)s” is no discount rate.")
    remedy = _("Write 62, 6.2 or 0.62 for 62 percent of the list price.")
    field = "discount_rate"


class AmountWrong(DomainError):
    """An amount that is none."""

    code = "supply.amount_wrong"
    kind = Kind.INVALID
    text = _("“%(value)s” is no amount.")
    remedy = _("Write such as 1234.50.")


class NumberWrong(DomainError):
    """A whole number that is none, or beyond what can be."""

    code = "supply.number_wrong"
    kind = Kind.INVALID
    text = _("“%(value)s” is no number between %(least)s and %(most)s.")


class WrongState(DomainError):
    """Somebody was quicker, or it is too late for this."""

    code = "supply.wrong_state"
    text = _("%(number)s is “%(state)s”; this can no longer be done.")
    remedy = _("Look at it again.")


class NothingThere(DomainError):
    """A paper without lines goes nowhere."""

    code = "supply.nothing_there"
    text = _("There is nothing on it yet.")
    remedy = _("Add a title first.")


class SamePlace(DomainError):
    """A transfer has to go somewhere else."""

    code = "supply.same_place"
    kind = Kind.INVALID
    text = _("It would stay where it is.")
    remedy = _("Choose another place.")
    field = "target"


class TitleUnknown(DomainError):
    """No title goes by what was typed or scanned."""

    code = "supply.title_unknown"
    kind = Kind.NOT_FOUND
    text = _("No title goes by “%(value)s”.")
    remedy = _("Check the number, or enter the title first.")
    field = "code"


class TitlesMeant(DomainError):
    """Words were typed where a number is scanned; titles are called so."""

    code = "supply.titles_meant"
    text = _("“%(value)s” is no number.")
    remedy = _("Choose one of these titles.")
    field = "code"


class SeveralTitles(DomainError):
    """More than one title goes by a number."""

    code = "supply.several_titles"
    text = _("%(count)s titles go by “%(value)s”.")
    remedy = _("Choose the one that is in your hand.")
    field = "code"


class LicenceOver(DomainError):
    """The law lets us buy from licensed parties only."""

    code = "supply.licence_over"
    text = _("The licence of %(name)s ran out on %(day)s.")
    remedy = _("Enter the new licence on the supplier's page, then go on.")


class LicenceMissing(DomainError):
    """The law lets us buy from licensed parties only."""

    code = "supply.licence_missing"
    text = _("No licence of %(name)s is on file.")
    remedy = _("Enter its number and day of expiry on the supplier's page, then go on.")


class SupplierClosed(DomainError):
    """Nothing is bought from this supplier any more."""

    code = "supply.supplier_closed"
    text = _("Nothing is bought from %(name)s any more.")


class BelowMinimum(DomainError):
    """An order smaller than the supplier takes."""

    code = "supply.below_minimum"
    text = _("The order comes to %(net)s; %(name)s takes orders from %(least)s.")
    remedy = _("Add titles, or wait until more is needed.")


class NoteTaken(DomainError):
    """This delivery note of the supplier was received before."""

    code = "supply.note_taken"
    text = _("Delivery note %(note)s of this supplier is %(number)s already.")
    remedy = _("Open that delivery, or check the note's number.")
    field = "note_number"


class InvoiceTaken(DomainError):
    """This invoice of the supplier was entered before."""

    code = "supply.invoice_taken"
    text = _("Invoice %(number)s of this supplier is entered already.")
    field = "number"


class InvoiceUnlike(DomainError):
    """An invoice with differences cannot be called fitting without a word."""

    code = "supply.invoice_unlike"
    text = _("The invoice does not fit: %(count)s differences.")
    remedy = _("Have it corrected, or accept it and say why.")


class ReasonMissing(DomainError):
    """Something unusual has to be explained."""

    code = "supply.reason_missing"
    kind = Kind.INVALID
    text = _("Say why.")
    field = "reason"


class ReturnLimit(DomainError):
    """More would go back than was agreed."""

    code = "supply.return_limit"
    text = _("With this, %(share)s of what came within a year would go back; agreed are %(limit)s.")
    remedy = _("Take titles off the return.")


class ReturnTooLate(DomainError):
    """The day until which copies could go back is over."""

    code = "supply.return_too_late"
    text = _("%(copies)s copies can no longer go back: their deadline is over.")
    remedy = _("Take them off, or enter what the supplier agreed to.")
    field = "authorisation"


class NothingToSettle(DomainError):
    """Nothing on consignment was sold since the last settlement."""

    code = "supply.nothing_to_settle"
    text = _("Nothing of %(name)s on consignment was sold since the last settlement.")


class SettlementOpen(DomainError):
    """One settlement after the other."""

    code = "supply.settlement_open"
    text = _("Settlement %(number)s with this supplier is not decided yet.")
    remedy = _("Agree on it or cancel it first.")


class CountDisturbed(DomainError):
    """Copies came or went while titles were being counted."""

    code = "supply.count_disturbed"
    text = _("%(count)s titles moved while they were being counted.")
    remedy = _("Count these again.")


class CountOpen(DomainError):
    """A place is counted once at a time."""

    code = "supply.count_open"
    text = _("%(number)s counts the same shelves already.")
    remedy = _("Finish or cancel it first.")


class LossReserved(DomainError):
    """Copies that are missing were promised to somebody."""

    code = "supply.loss_reserved"
    text = _("Of a title %(wanted)s copies are missing, but only %(free)s are not promised to somebody.")
    remedy = _("Release a reservation first, or count again.")


class TagWrong(DomainError):
    """A radio tag that holds no number of goods."""

    code = "supply.tag_wrong"
    kind = Kind.INVALID
    text = _("“%(value)s” is no tag of a trade item.")
    field = "reads"


class ReturnedTooMany(DomainError):
    """A reader brings back more than was sold."""

    code = "supply.returned_too_many"
    text = _("Only %(sold)s of %(wanted)s copies were sold with this order and not brought back.")


class MemberUnknown(DomainError):
    """Nobody answers to a clue, or several do."""

    code = "supply.member_unknown"
    kind = Kind.NOT_FOUND
    text = _("“%(value)s” is no single member.")
    remedy = _("Type the member's number, card or whole phone number.")
    field = "member"


class SignatureWrong(DomainError):
    """A file that was changed on its way, or that somebody else wrote."""

    code = "supply.signature_wrong"
    kind = Kind.INVALID
    text = _("The signature of the file does not fit.")
    remedy = _("Have it sent again, and ask who wrote it.")


class MessageUnreadable(DomainError):
    """A file that is no order."""

    code = "supply.message_unreadable"
    kind = Kind.INVALID
    text = _("The file is no order: %(reason)s")


class CurrencyWrong(DomainError):
    """A code that names no foreign currency."""

    code = "supply.currency_wrong"
    kind = Kind.INVALID
    text = _("“%(value)s” is no foreign currency.")
    remedy = _("Take its three letters, such as USD.")
    field = "currency"


class ExchangeRateWrong(DomainError):
    """An exchange rate that cannot be one."""

    code = "supply.exchange_rate_wrong"
    kind = Kind.INVALID
    text = _("“%(value)s” cannot be an exchange rate.")
    field = "rate"


class RateUnknown(DomainError):
    """Nobody has entered what a unit of a foreign currency costs."""

    code = "supply.rate_unknown"
    text = _("What %(currency)s costs is not known.")
    remedy = _("Enter its exchange rate first.")


class DaysWrong(DomainError):
    """Something ends before it starts."""

    code = "supply.days_wrong"
    kind = Kind.INVALID
    text = _("It ends before it starts.")
    field = "ends_on"


class NoSupplierUser(DomainError):
    """No account that could act for a supplier goes by this name."""

    code = "supply.no_supplier_user"
    kind = Kind.NOT_FOUND
    text = _("Nobody signs in as “%(value)s” who is not staff.")
    remedy = _("Take a new name: the account is made with it.")
    field = "username"


class ActsAlready(DomainError):
    """Somebody acts for a supplier already."""

    code = "supply.acts_already"
    text = _("“%(value)s” acts for a supplier already.")
    remedy = _("Take that access away first.")
    field = "username"


class MoreThanOrdered(DomainError):
    """A supplier wants to deliver more than was ordered."""

    code = "supply.more_than_ordered"
    kind = Kind.INVALID
    text = _("Only %(most)s copies are wanted, not %(value)s.")
    field = "copies"


class NoteAdvised(DomainError):
    """A dispatch by this number was advised before."""

    code = "supply.note_advised"
    text = _("“%(note)s” was advised before.")
    remedy = _("Give each delivery note its own number.")
    field = "note_number"


class NotOnOrder(DomainError):
    """A title that is not on the order."""

    code = "supply.not_on_order"
    kind = Kind.INVALID
    text = _("“%(value)s” is not on this order.")
    field = "isbn"


class KeyWrong(DomainError):
    """A key that no signature could be checked with."""

    code = "supply.key_wrong"
    kind = Kind.INVALID
    text = _("This is no key.")
    remedy = _("An Ed25519 key has 32 bytes; they are written as 44 characters of Base64.")
    field = "edi_key"


class NoKey(DomainError):
    """A supplier's message comes before its key."""

    code = "supply.no_key"
    text = _("No key of %(name)s is on file: its messages cannot be checked.")
    remedy = _("Enter the key on the supplier's page first.")
    field = "file"


class VatWrong(DomainError):
    """A tax rate that cannot be one."""

    code = "supply.vat_wrong"
    kind = Kind.INVALID
    text = _("“%(value)s” cannot be a tax in percent.")
    field = "vat_percent"


class BankWrong(DomainError):
    """A bank or an account that cannot be one."""

    code = "supply.bank_wrong"
    kind = Kind.INVALID
    text = _("“%(value)s” names no bank and no account.")
    remedy = _(
        "A bank goes by its BIC or twelve digits; an account by its number or IBAN, whose check digits must fit."
    )


class BankMissing(DomainError):
    """Money is to go where no account is known."""

    code = "supply.bank_missing"
    text = _("No account of %(name)s is on file.")
    remedy = _("Enter bank and account first.")


class CurrenciesMixed(DomainError):
    """Deliveries that were ordered in several currencies, for one invoice."""

    code = "supply.currencies_mixed"
    text = _("One invoice is in one currency; these deliveries were ordered in %(currencies)s.")
    remedy = _("Enter an invoice for each currency.")


class NotPayable(DomainError):
    """An invoice that is not to be paid now."""

    code = "supply.not_payable"
    text = _("Invoice %(number)s is not to be paid: it is not agreed on, or a payment for it is under way or done.")


class EntryPlaced(DomainError):
    """A line of a statement that belongs to a payment."""

    code = "supply.entry_placed"
    text = _("This line belongs to a payment already.")


class EntryFree(DomainError):
    """A line of a statement that belongs to no payment."""

    code = "supply.entry_free"
    text = _("This line belongs to no payment.")


class EntryNeeded(DomainError):
    """A line of a statement without which its payment makes no sense."""

    code = "supply.entry_needed"
    text = _("The payment of %(number)s needs this line: more came back without it, or it is being paid anew.")
    remedy = _("Take what came back off first, or give up the other payment.")


class StatementTaken(DomainError):
    """A statement that was read before."""

    code = "supply.statement_taken"
    text = _("This statement was read before, on %(day)s.")
    field = "file"


class StatementUnreadable(DomainError):
    """A file that is no statement of a bank."""

    code = "supply.statement_unreadable"
    kind = Kind.INVALID
    text = _("This is no statement that can be read: line %(line)s says “%(reason)s”.")
    remedy = _("Take camt.053, or a table with the day, the amount, who and a reference. Nothing was taken over.")
    field = "file"


class OtherAccount(DomainError):
    """A statement of an account that is not ours."""

    code = "supply.other_account"
    text = _("This statement is of the account %(account)s; suppliers are paid from another one.")
    field = "file"
