"""Letters as they are printed: legible however long, and honest about what the type lacks."""

from dataclasses import replace

from shuyou.messaging.exports.letter_batch import PrintedLetter, batch_pdf, in_type

LETTER = PrintedLetter(
    code="L1", recipient="𠮷野", address="杭州市", postcode="310000", subject="书目", text="书香致远，" * 60 + "\n\n📚"
)


def test_a_long_letter_goes_on_over_pages_as_large_as_a_short_one() -> None:
    longer = replace(LETTER, text="\n\n".join([LETTER.text] * 9))

    printed = [batch_pdf([LETTER] * 2, number="LB", sender="书友"), batch_pdf([longer], number="LB", sender="书友")]

    assert [pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") for pdf in printed] == [2, 3]


def test_for_what_the_type_lacks_stands_a_mark_and_pictures_are_left_out() -> None:
    assert [in_type(text) for text in ("𠮷野家", "ok 📚", "龘 <b>")] == ["〓野家", "ok ", "龘 <b>"]
