"""What the catalog refuses, one class each. Those about a typed value name its field and repeat what was typed."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError, Kind
from shuyou.kernel.files import FileRefused


class BookValueRefused(DomainError):
    """A typed value that cannot be kept; `field` and `value` say which."""

    code = "catalog.value_refused"
    kind = Kind.INVALID
    text = _("“%(value)s” cannot be kept.")


class TitleMissing(BookValueRefused):
    """Nothing to call the book by."""

    code = "catalog.title_missing"
    text = _("There is no title.")
    remedy = _("Write the title as it stands on the title page.")
    field = "title"


class BookTextTooLong(BookValueRefused):
    """More characters than there is room for."""

    code = "catalog.text_too_long"
    text = _("“%(value)s” has %(length)s characters; there is room for %(limit)s.")
    remedy = _("Shorten it.")


class IsbnNotReadable(BookValueRefused):
    """Neither 10 nor 13 digits."""

    code = "catalog.isbn_not_readable"
    text = _("“%(value)s” is no ISBN.")
    remedy = _("An ISBN has 13 digits from 978 or 979, or 10 that may end in X.")
    field = "isbn13"


class IsbnRounded(BookValueRefused):
    """A spreadsheet made a rounded number of it, and the last digits are gone."""

    code = "catalog.isbn_rounded"
    text = _("A spreadsheet rounded the ISBN to “%(value)s”; its last digits are lost.")
    remedy = _("Fetch the file again and give that column the format “text”.")
    field = "isbn13"


class IsbnMistyped(BookValueRefused):
    """The check digit does not fit."""

    code = "catalog.isbn_mistyped"
    text = _("ISBN %(value)s has a wrong digit.")
    remedy = _("Read it from the back of the book again.")
    field = "isbn13"


class IsbnsDisagree(BookValueRefused):
    """An ISBN-10 and an ISBN-13 of different books."""

    code = "catalog.isbns_disagree"
    text = _("ISBN-10 %(value)s and ISBN-13 %(other)s are of different books.")
    remedy = _("Leave one of them empty.")
    field = "isbn10"


class PriceNotReadable(BookValueRefused):
    """No amount of money."""

    code = "catalog.price_not_readable"
    text = _("“%(value)s” is no price.")
    remedy = _("Write an amount such as 39.80, ¥39.80 or USD 12.95.")
    field = "price"


class PriceOutOfRange(BookValueRefused):
    """Less than nothing, or more than any book costs."""

    code = "catalog.price_out_of_range"
    text = _("A list price of %(value)s cannot be.")
    remedy = _("Look for a lost decimal point.")
    field = "price"


class RateMissing(BookValueRefused):
    """A price in a currency that nobody said the rate of."""

    code = "catalog.rate_missing"
    text = _("The price is given in %(currency)s only, and its rate is not known.")
    remedy = _("Say what one %(currency)s is worth: --rate %(currency)s=…")
    field = "price"


class PublishedNotReadable(BookValueRefused):
    """No year, month or day."""

    code = "catalog.published_not_readable"
    text = _("“%(value)s” is no date of publication.")
    remedy = _("Write a year, a month or a day: 2026, 2026-05 or 2026-05-17.")
    field = "published"


class NumberNotReadable(BookValueRefused):
    """No whole number."""

    code = "catalog.number_not_readable"
    text = _("“%(value)s” is no number that can be kept here.")
    remedy = _("Write a number, or leave it empty.")
    field = "pages"


class WordUnknown(BookValueRefused):
    """None of the words that a field may hold."""

    code = "catalog.word_unknown"
    text = _("“%(value)s” is none of: %(words)s.")
    remedy = _("Write one of these, or leave it empty.")


class GradeNotReadable(BookValueRefused):
    """No school year."""

    code = "catalog.grade_not_readable"
    text = _("“%(value)s” is no school year.")
    remedy = _("Write a year or two of them: 7, 7-9, 七年级, 高一.")
    field = "grade"


class AddOnNotReadable(BookValueRefused):
    """Neither two nor five digits."""

    code = "catalog.add_on_not_readable"
    text = _("“%(value)s” is no add-on code.")
    remedy = _("It is the two or five digits on the right of the bars.")
    field = "add_on"


class CodeNotReadable(BookValueRefused):
    """No number of its kind, or one with a wrong check digit."""

    code = "catalog.code_not_readable"
    text = _("“%(value)s” is no %(kind)s.")
    remedy = _("Read it from the goods again; one digit may be wrong.")


class AttributeUnknown(BookValueRefused):
    """Something that is not said of this kind of goods."""

    code = "catalog.attribute_unknown"
    text = _("“%(value)s” is not said of this kind of goods.")
    remedy = _("Choose the kind of goods first.")


class AttributeNotReadable(BookValueRefused):
    """A value of another type than the attribute has."""

    code = "catalog.attribute_not_readable"
    text = _("%(label)s: “%(value)s” cannot be read.")
    remedy = _("Leave it empty if it is not known.")


class StatusUnknown(BookValueRefused):
    """None of the words for how a book can be had."""

    code = "catalog.status_unknown"
    text = _("“%(value)s” is none of: %(words)s.")
    remedy = _("Write one of these, or leave it empty.")
    field = "status"


class EntitiesRefused(FileRefused):
    """A message that would have other files read, or blow itself up."""

    code = "catalog.entities_refused"
    text = _("“%(name)s” declares entities of its own; such files are not read.")
    remedy = _("Ask the supplier for the message without a document type of its own.")
    field = "file"


class NothingToWithdraw(DomainError):
    """A notice of withdrawal for a record that never came."""

    code = "catalog.nothing_to_withdraw"
    text = _("The supplier withdraws record %(value)s, which is not known here.")
    remedy = _("Nothing needs to be done.")
    field = "source_key"


class NothingToUpdate(DomainError):
    """A notice that tells some blocks of a record that never came."""

    code = "catalog.nothing_to_update"
    text = _("The supplier changes record %(value)s, which is not known here.")
    remedy = _("Ask the supplier for the whole record.")
    field = "source_key"


class TestRecord(DomainError):
    """A record that its sender marked as a trial."""

    code = "catalog.test_record"
    text = _("Record %(value)s is only a test of the supplier’s.")
    remedy = _("Nothing needs to be done.")
    field = "source_key"


class ItemMissing(DomainError):
    """No such item."""

    code = "catalog.item_missing"
    kind = Kind.NOT_FOUND
    text = _("There is no title %(key)s.")


class ItemGone(DomainError):
    """An item that was merged into another."""

    code = "catalog.item_gone"
    text = _("This title was merged into another one.")
    remedy = _("Go to the one that was kept.")


class ItemChangedMeanwhile(DomainError):
    """Fields that somebody else changed since the form was shown."""

    code = "catalog.item_changed_meanwhile"
    text = _("Somebody changed this meanwhile: %(fields)s.")
    remedy = _("Look at the history below; save again to keep what you typed.")


class ItemsAlike(DomainError):
    """An item to be merged with itself."""

    code = "catalog.items_alike"
    kind = Kind.INVALID
    text = _("A title cannot be merged with itself.")


class MergeUndone(DomainError):
    """A merge that was taken back before."""

    code = "catalog.merge_undone"
    text = _("These titles were parted before.")


class PartUnknown(BookValueRefused):
    """A part of a bundle that no number leads to, or several items."""

    code = "catalog.part_unknown"
    text = _("“%(value)s” leads to %(found)s titles.")
    remedy = _("Write a number that one title alone goes by.")
    field = "parts"


class PartNested(BookValueRefused):
    """A bundle within a bundle, or within itself."""

    code = "catalog.part_nested"
    text = _("“%(value)s” is a bundle itself, or part of one.")
    remedy = _("Enter its parts instead.")
    field = "parts"


class QuantityNotReadable(BookValueRefused):
    """No number of copies."""

    code = "catalog.quantity_not_readable"
    text = _("“%(value)s” is no number of copies.")
    remedy = _("Write a whole number from 1 to 999.")
    field = "parts"


class CopyKnown(BookValueRefused):
    """A batch or number that the item has already."""

    code = "catalog.copy_known"
    text = _("“%(value)s” is known already.")
    field = "code"


class DayNotReadable(BookValueRefused):
    """No day."""

    code = "catalog.day_not_readable"
    text = _("“%(value)s” is no day.")
    remedy = _("Write it as 2026-11-22.")


class DaysOutOfOrder(BookValueRefused):
    """An end before its beginning."""

    code = "catalog.days_out_of_order"
    text = _("%(value)s is before the beginning.")
    field = "valid_until"


class RateNotReadable(BookValueRefused):
    """No discount that a price can have."""

    code = "catalog.rate_not_readable"
    text = _("“%(value)s” is no discount.")
    remedy = _("Write 88, 8.8, 0.88 or 12%% off; or ¥39.80 for what it is to cost.")
    field = "rate"


class PriceListNameMissing(BookValueRefused):
    """A list without a name."""

    code = "catalog.price_list_name_missing"
    text = _("The list has no name.")
    remedy = _("Write what readers and colleagues will see.")
    field = "name_zh"


class PriceListTaken(BookValueRefused):
    """A code that another list has."""

    code = "catalog.price_list_taken"
    text = _("There is a list “%(value)s” already.")
    field = "code"


class PriceListCodeRefused(BookValueRefused):
    """A code with other signs than it may have."""

    code = "catalog.price_list_code_refused"
    text = _("“%(value)s” is no code of a list.")
    remedy = _("Write up to 20 small letters, digits and hyphens.")
    field = "code"


class PriceListBoundless(BookValueRefused):
    """An offer for a time that has no end."""

    code = "catalog.price_list_boundless"
    text = _("An offer for a time needs a beginning and an end.")
    field = "ends_at"


class NumberHeld(DomainError):
    """The last number of an item."""

    code = "catalog.number_held"
    text = _("This is the only number the title goes by.")
    remedy = _("Add the right one first.")


class CoverUnreadable(DomainError):
    """No picture, or a damaged one."""

    code = "catalog.cover_unreadable"
    kind = Kind.INVALID
    text = _("“%(value)s” is no picture that can be read.")
    remedy = _("Send a JPEG, PNG or WebP of at least 60 dots and at most 10 MB.")
    field = "file"


class IntakeStarted(DomainError):
    """A file that is read already."""

    code = "catalog.intake_started"
    text = _("The file “%(value)s” is read already.")


class UploadTooLarge(DomainError):
    """More than a page takes."""

    code = "catalog.upload_too_large"
    kind = Kind.INVALID
    text = _("The file has %(size)s MB; a page takes %(limit)s.")
    remedy = _("Split it, or have it read where it lies: shuyou import books FILE.")
    field = "file"


class MappingNameTaken(BookValueRefused):
    """A name under which a colleague keeps a way to read."""

    code = "catalog.mapping_name_taken"
    text = _("A colleague keeps columns as “%(value)s”.")
    remedy = _("Choose another name.")
    field = "save_as"


class OwnClassNotReadable(BookValueRefused):
    """A line that names no class."""

    code = "catalog.own_class_not_readable"
    text = _("“%(value)s” names no class.")
    remedy = _("Write a code and a name on each line: B.02 江南园林 / Gardens of Jiangnan.")
    field = "lines"


class OwnClassAlone(BookValueRefused):
    """A class without the one it is part of."""

    code = "catalog.own_class_alone"
    text = _("There is no class %(value)s yet.")
    remedy = _("Write the class above first: B before B.02.")
    field = "lines"


class OwnClassUnknown(BookValueRefused):
    """A class that a file names and nobody wrote."""

    code = "catalog.own_class_unknown"
    text = _("There is no class %(value)s among ours.")
    remedy = _("Write it under “Our classes” first, or correct the code.")
    field = "own_classes"


class OwnClassInUse(DomainError):
    """A class that has titles, or classes below it."""

    code = "catalog.own_class_in_use"
    text = _("The class %(value)s is not empty.")
    remedy = _("Take its titles and the classes below it away first.")


class OwnClassTaken(BookValueRefused):
    """A code that a class has."""

    code = "catalog.own_class_taken"
    text = _("A class is called %(value)s already.")
    remedy = _("Give it another code there.")
    field = "part"


class OwnClassWithin(BookValueRefused):
    """A class that would be part of itself."""

    code = "catalog.own_class_within"
    text = _("The class %(value)s cannot stand below itself.")
    remedy = _("Choose a class that is not part of it.")
    field = "above"


class OwnClassTooDeep(BookValueRefused):
    """A class that would stand deeper than classes go."""

    code = "catalog.own_class_too_deep"
    text = _("The class %(value)s would stand below more than four others.")
    remedy = _("Choose a place further up, or take the lowest classes away first.")
    field = "above"


class ViewUnnamed(BookValueRefused):
    """A view without a name."""

    code = "catalog.view_unnamed"
    text = _("The view has no name.")
    remedy = _("Give it one that colleagues understand.")
    field = "name"


class SynonymsTooFew(BookValueRefused):
    """One word alone, or too many."""

    code = "catalog.synonyms_too_few"
    text = _("“%(value)s” are not two to eight words.")
    remedy = _("Part words for the same by commas: 电脑，计算机，computer.")
    field = "words"


class SynonymTooLong(BookValueRefused):
    """A word that is not found in what is typed."""

    code = "catalog.synonym_too_long"
    text = _("“%(value)s” has not between 2 and %(limit)s letters.")
    remedy = _("Give the part of it that readers type.")
    field = "words"


class SynonymTaken(BookValueRefused):
    """A word that stands in another group."""

    code = "catalog.synonym_taken"
    text = _("“%(value)s” stands with other words already.")
    remedy = _("Put the words together there.")
    field = "words"


class RecordBroken(DomainError):
    """A record of ISO 2709 that cannot be taken apart."""

    code = "catalog.record_broken"
    kind = Kind.INVALID
    text = _("The record is broken: its leader or directory does not fit what follows, or its end is missing.")
    remedy = _("Ask the supplier for this record anew; it holds up none of the others.")


class RecordOfNoBook(DomainError):
    """A record of ISO 2709 without a title."""

    code = "catalog.record_of_no_book"
    kind = Kind.INVALID
    text = _("The record has neither field 200 (CNMARC) nor field 245 (MARC21), so it names no title.")
    remedy = _("Ask the supplier for bibliographic records; holdings and authorities are not read.")
