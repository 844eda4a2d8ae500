"""What is said to mail servers, of both kinds, and letters as they go over the line: read back, they say the same."""

import re
from collections.abc import Iterator, Sequence
from email import message_from_bytes, policy
from smtplib import SMTP, SMTPServerDisconnected
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuyou.messaging.adapters.letter import HeadingNotPossible, letter_content
from shuyou.messaging.adapters.mail_talk import Envelope, MailTalk
from shuyou.messaging.ports import Away, Down, Outgoing, Refused, Unclear

LETTER: Final = Envelope("books@river.example", "reader@example.com", b"Subject: x\r\n\r\n.\r\n..a\r\n")
FINE: Final = ((250, b"fine"), (250, b"fine"), (354, b"go on"), (250, b"taken"))
GONE: Final = (0, b"")
"""The server hangs up."""
words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=200)


class Played(SMTP):
    """A server that gives these answers, and keeps what it was told in one go."""

    def __init__(self, answers: Sequence[tuple[int, bytes]], *, is_pipelining: bool) -> None:
        self.esmtp_features = {"pipelining": ""} if is_pipelining else {}
        self.helo_resp = b"hello"
        self.does_esmtp = True
        self.told: list[bytes] = []
        self._answers: Iterator[tuple[int, bytes]] = iter(answers)

    def send(self, s: bytes | str) -> None:  # type: ignore[override]
        """Keep what is said."""
        self.told.append(s if isinstance(s, bytes) else s.encode())

    def getreply(self) -> tuple[int, bytes]:
        """Answer, or hang up."""
        answer = next(self._answers, GONE)
        if answer == GONE:
            raise SMTPServerDisconnected
        return answer


def told(answers: Sequence[tuple[int, bytes]], *, is_pipelining: bool = True) -> list[bytes]:
    server = Played(answers, is_pipelining=is_pipelining)
    MailTalk(server).hand_over(LETTER)
    return server.told


def test_a_server_that_takes_all_at_once_is_told_so_others_word_by_word() -> None:
    envelope = [b"MAIL FROM:<books@river.example>\r\n", b"RCPT TO:<reader@example.com>\r\n", b"DATA\r\n"]
    letter = b"Subject: x\r\n\r\n..\r\n...a\r\n.\r\n"

    assert told(FINE) == [b"".join(envelope), letter]
    assert told(FINE, is_pipelining=False) == [*envelope, letter]


@pytest.mark.parametrize("is_pipelining", [True, False])
@pytest.mark.parametrize(
    ("place", "answer", "came"),
    [
        (0, (451, b"not now"), Down), (0, (550, b"not you"), Down), (1, (421, b"bye"), Down),
        (1, (550, b"5.1.1 nobody"), Refused), (1, (450, b"busy"), Away), (2, (554, b"no"), Refused),
        (2, (250, b"what?"), Down), (3, (552, b"too long"), Refused), (3, (451, b"later"), Away),
        (3, (-1, b"?"), Unclear), (3, GONE, Unclear), (0, GONE, Down), (1, GONE, Down), (2, GONE, Down),
    ],
)  # fmt: skip
def test_whatever_a_server_says_only_its_yes_to_the_letter_is_one(
    place: int, answer: tuple[int, bytes], came: type[Exception], *, is_pipelining: bool
) -> None:
    with pytest.raises(came) as found:
        told([*FINE[:place], answer, *FINE[place + 1 :]], is_pipelining=is_pipelining)

    assert type(found.value) is came


def test_a_refusal_stands_though_the_server_hangs_up_and_one_that_waits_for_a_letter_gets_none() -> None:
    with pytest.raises(Refused) as refusal:
        told([FINE[0], (550, b"5.1.1 nobody")])
    server = Played([FINE[0], (550, b"no"), FINE[2], (554, b"nobody"), (250, b"fine")], is_pipelining=True)
    with pytest.raises(Refused):
        MailTalk(server).hand_over(LETTER)

    assert refusal.value.is_address
    assert server.told[1:] == [b".\r\n", b"rset\r\n"]


@given(sender=words, subject=words, text=st.text(st.characters(codec="utf-8")), html=words)
def test_a_letter_read_back_says_what_was_written(sender: str, subject: str, text: str, html: str) -> None:
    message = Outgoing(
        key="1", address="r@example.com", sender=sender, subject=subject, text=text, html=html,
        headers={"List-Unsubscribe": "<https://x.example/y/>"},
    )  # fmt: skip
    content = letter_content(message, sender="b@river.example", recipient="r@example.com", message_id="<1@x>")
    letter = message_from_bytes(content, policy=policy.default)
    plain, drawn = letter.get_body(("plain",)), letter.get_body(("html",))

    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", content)
    assert plain is not None
    said = plain.get_payload(decode=True)
    assert isinstance(said, bytes)
    assert said.rstrip(b"\r\n") == "\r\n".join(re.split("\r\n|\r|\n", text)).rstrip("\r\n").encode()
    assert (drawn is not None) == bool(html)
    assert letter.get_all("Bcc") is None
    assert letter.get_all("To") == ["r@example.com"]
    if not re.search(r"[^ -~\u4e00-\u9fff]", subject):
        assert letter["Subject"] == " ".join(subject.split())


def test_names_are_quoted_long_subjects_fold_and_no_line_begins_a_heading() -> None:
    message = Outgoing(key="1", address="r@example.com", sender='A "B" \\ C, D', subject="书" * 60, text="=?x?= . ")
    content = letter_content(message, sender="b@river.example", recipient="r@example.com", message_id="<1@x>")
    letter = message_from_bytes(content, policy=policy.default)

    assert letter["From"].addresses[0].display_name == 'A "B" \\ C, D'
    assert letter["Subject"] == "书" * 60
    assert max(map(len, content.split(b"\r\n"))) <= 76 + len("Subject: ")
    for name in ("X: y\r\nBcc: a@example.com", "a\nb"):
        wrong = Outgoing(key="1", address="r", sender="s", subject="s", text="t", headers={"List-Unsubscribe": name})
        with pytest.raises(HeadingNotPossible):
            letter_content(wrong, sender="b@x.example", recipient="r@x.example", message_id="<1@x>")
