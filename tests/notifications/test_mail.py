"""What a message looks like on its way, and what nobody can slip into it."""

import json
import random
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.headerregistry import AddressHeader
from email.utils import parseaddr

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frontdoor.notifications import policies
from frontdoor.notifications.adapters.smtp import Mail, Outcome, Result, SmtpServer
from frontdoor.notifications.types import FIELDS
from tests.corpora import corpus
from tests.notifications import scripted
from tests.outbox import Outbox

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SENDER = "help@wold.example"
OURS = {
    "return-path", "delivered-to", "from", "to", "subject", "date", "message-id", "auto-submitted",
    "x-auto-response-suppress", "mime-version", "content-type", "content-transfer-encoding",
}  # fmt: skip


def mail(**changes: str) -> Mail:
    return Mail(**{"to": "a@example.org", "subject": "Hello", "body": "Hello\n", "message_id": "<1@wold.example>",
                   "date": AT, **changes})  # type: ignore[arg-type]  # fmt: skip


def send(url: str, one: Mail, *, sender_name: str = "Little Wold Council") -> Result:
    server = SmtpServer(url, sender=SENDER, sender_name=sender_name)
    try:
        return server.send(one, about_to_hand_over=lambda: True)
    finally:
        server.close()


def strings(name: str) -> list[str]:
    return list(json.loads(corpus(f"bad/strings/{name}.json").read_text()))


@pytest.mark.parametrize("place", ["to", "subject", "body", "sender_name"])
def test_header_injection_adds_no_header_and_no_recipient(outbox: Outbox, place: str) -> None:
    for nasty in strings("header_injection"):
        outbox.clear()
        if place == "sender_name":
            result = send(outbox.url, mail(), sender_name=policies.subject_line(nasty, {}))
        elif place == "subject":
            # as a council's wording with a field in it makes a subject
            result = send(
                outbox.url, mail(subject=policies.subject_line("About ((summary))", {"summary": nasty}))
            )
        else:
            result = send(outbox.url, mail(**{place: nasty}))
        if (
            place == "to"
            and nasty != "a+b@example.org"
            and "ex" in nasty
            and nasty != "admin@ex\u0430mple.org"
        ):
            assert result.outcome is Outcome.REFUSED, nasty
            assert result.reason.startswith("The address cannot be written to: ")
        kept = outbox.kept()
        assert len(kept) == (result.outcome is Outcome.ACCEPTED)
        for message in kept:
            assert {name.lower() for name in message} <= OURS
            (recipient,) = message.get_all("Delivered-To")
            assert isinstance(message["To"], AddressHeader)
            assert [str(one) for one in message["To"].addresses] == [recipient]
            assert recipient in {"a@example.org", "a+b@example.org", "admin@xn--exmple-4nf.org"}


def test_header_injection_addresses_one_by_one(outbox: Outbox) -> None:
    sent = {
        nasty
        for nasty in strings("header_injection")
        if send(outbox.url, mail(to=nasty)).outcome == "accepted"
    }
    assert sent == {"a+b@example.org", "admin@ex\u0430mple.org"}


@pytest.mark.parametrize(
    ("to", "means"),
    [
        ("o'neil@example.org", "o'neil@example.org"),
        ("a/b=c@example.org", "a/b=c@example.org"),
        ("someone@café.example", "someone@xn--caf-dma.example"),
        ("SIAN@EXAMPLE.ORG", "SIAN@EXAMPLE.ORG"),
    ],
)
def test_unusual_but_real_addresses(outbox: Outbox, to: str, means: str) -> None:
    assert send(outbox.url, mail(to=to)).outcome is Outcome.ACCEPTED
    (message,) = outbox.kept()
    assert (message["Delivered-To"], message["To"]) == (means, means)


@pytest.mark.parametrize(
    "to",
    ["", "a", "@", "a@", "@example.org", "siân@example.org", "a b@example.org", "a@b@example.org,c@d.example",
     "a@" + "x" * 70 + ".example", "a@..example", "\ud800@example.org", "a@\ud800.example", "a@exam\0ple.org"],
)  # fmt: skip
def test_what_is_no_address_is_refused_for_good_before_a_server_is_asked(to: str) -> None:
    with scripted.server() as there:
        result = send(there.url, mail(to=to))
        assert result.outcome is Outcome.REFUSED
        assert result.reason.startswith("The address cannot be written to: ")
        assert there.connections == 0


def test_template_injection_only_declared_fields_are_filled_in() -> None:
    for nasty in strings("template_injection"):
        fields = {"message": nasty, "name": "((reference))", "reference": "FD-1"}
        assert policies.fill("((name)): ((message))", fields) == f"((reference)): {nasty}"
        assert policies.subject_line("((message))", fields) == nasty
        assert policies.fill(nasty, fields) == nasty
    assert policies.unknown_fields("((first_name)) ((name))") == ["first_name"]


@given(st.text(max_size=80), st.dictionaries(st.sampled_from(sorted(FIELDS)), st.text(max_size=30)))
def test_a_field_is_filled_in_once_and_what_it_holds_is_only_words(
    words: str, fields: dict[str, str]
) -> None:
    for name, value in fields.items():
        assert policies.fill(f"[(({name}))]", fields) == f"[{value}]"
    if "((" not in words:
        assert policies.fill(words, fields) == words
    assert "\n" not in policies.subject_line(words, fields)
    assert len(policies.subject_line(words, fields)) <= 200


def test_a_field_without_a_value_is_left_out() -> None:
    assert policies.fill("By ((due)).", {}) == "By ."


BODIES = [
    "",
    "no line end",
    ".\n",
    ".",
    "..\n.\n...x\n",
    "one\n.\ntwo\n",
    "a\r\n.\r\nMAIL FROM:<x@example.org>\r\n",  # ends the message, if dots are not doubled
    "a\r.\rb",
    "a\n.\r\nb",
    "a\r\n.\nb",
    "long " * 1000,
    "x" * 5000,
    "Siân ŵ 漢字 \U0001f468\u200d\U0001f469\u200d\U0001f467 é\n",
    "From here\nFrom there\n",
    "tab\tand  spaces  \n \n",
    "--=_boundary\n--\n",
    "\x0b\x0c\x1c\x1d\x85\u2028\u2029 line ends of other kinds",
    "=3D=20\n=\n",
]


def as_lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")


@pytest.mark.parametrize("body", BODIES, ids=lambda body: repr(body[:12]))
def test_a_body_arrives_as_it_was_and_as_one_message(outbox: Outbox, body: str) -> None:
    assert send(outbox.url, mail(body=body)).outcome is Outcome.ACCEPTED
    (message,) = outbox.kept()
    assert as_lines(message.get_content()) == as_lines(body)
    assert {name.lower() for name in message} <= OURS


@given(st.text(alphabet=st.sampled_from(".\r\n aé\x85\u2028="), max_size=40))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_no_body_ends_a_message_early(outbox: Outbox, body: str) -> None:
    outbox.clear()
    assert send(outbox.url, mail(body=body)).outcome is Outcome.ACCEPTED
    (message,) = outbox.kept()
    assert as_lines(message.get_content()) == as_lines(body)


def test_what_goes_over_the_wire_is_plain_ascii_in_short_lines() -> None:
    with scripted.server() as there:
        body = "Siân " * 400 + "\n.\n" + "\n".join(BODIES)
        long_name = (
            "Cyngor Sir Gâr a Chymdeithas Tref Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
        )
        subject = "Eich adroddiad â " + "hir " * 40
        result = send(there.url, mail(body=body, subject=subject), sender_name=long_name)
        assert result.outcome is Outcome.ACCEPTED
    start, end = there.lines.index("DATA") + 1, there.lines.index(".")
    assert all(line.isascii() and len(line) <= 998 for line in there.lines[start:end])
    assert "\n" not in "".join(there.lines)
    assert "\r" not in "".join(there.lines)
    assert there.lines[end + 1].upper() == "QUIT"


def test_a_message_id_survives_a_long_domain(outbox: Outbox) -> None:
    domain = "customer-services.the-very-long-name-of-a-council-in-the-county-of-somewhere.gov.example"
    assert send(outbox.url, mail(message_id=f"<{'a' * 32}@{domain}>")).outcome is Outcome.ACCEPTED
    (message,) = outbox.kept()
    assert str(message["Message-ID"]).strip() == f"<{'a' * 32}@{domain}>"
    raw = message.as_bytes()
    assert b"=?utf-8" not in raw.lower()


WORDS = [
    "Siân",
    "ŵŷ",
    "漢字",
    "\U0001f600",
    "plain",
    "(a)",
    '"b"',
    "c,",
    "d;",
    "\\",
    "é",
    "<e>",
    "=?utf-8?q?x?=",
    ":",
]


def test_letters_of_all_kinds_arrive_and_no_space_is_lost(outbox: Outbox) -> None:
    chance = random.Random(17)
    subjects = [" ".join(chance.choices(WORDS, k=chance.randrange(1, 25))) for _ in range(40)]
    subjects = [policies.subject_line(words, {}) for words in subjects]
    for words in subjects:
        assert send(outbox.url, mail(subject=words)).outcome is Outcome.ACCEPTED
    assert [message["Subject"] for message in outbox.kept()] == subjects


@pytest.mark.parametrize(
    "name",
    [
        "Little Wold Council",
        "Cyngor Sir Gâr",
        "Cyngor Bwrdeistref Sirol Rhondda Cynon Tâf â Thref Llanfairpwllgwyngyll ŵyn ŷnys ẃ",
        'The "Royal" Borough, (Somewhere) & Elsewhere; Ltd.',
        "",
    ],
)
def test_the_name_of_the_council_arrives(outbox: Outbox, name: str) -> None:
    assert send(outbox.url, mail(), sender_name=name).outcome is Outcome.ACCEPTED
    raw = message_from_bytes(outbox.raw()[0], policy=policy.compat32)["From"]
    # the older reader of the two that Python has: the newer puts spaces between the parts of a long word
    assert parseaddr(str(make_header(decode_header(raw)))) == (name, SENDER)
