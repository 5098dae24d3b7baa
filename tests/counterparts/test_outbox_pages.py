"""The pages of the development outbox: there only where it is turned on, and mail in it stays text."""

import asyncio
from email.message import EmailMessage
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.test import Client
from lxml import html

from frontdoor.counterparts import mail

SCRIPT = "<script>alert(1)</script><b>bold</b> & https://help.wold.example/follow/"


@pytest.fixture
def outbox(small_council: ModuleType, settings: Any, tmp_path: Path) -> mail.Keeper:
    """An outbox that is turned on and empty, as the mail server fills it."""
    settings.OUTBOX, settings.DATA = True, tmp_path
    return mail.Keeper(mail.folder())


def arrive(
    outbox: mail.Keeper, subject: str, text: str, *, kind: str = "plain", to: str = "ann@example.org"
) -> None:
    """One message comes in over SMTP."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Wold <help@wold.example>", to, subject
    message.set_content(text, subtype=kind)
    envelope = Envelope()
    envelope.mail_from, envelope.rcpt_tos, envelope.content = "help@wold.example", [to], bytes(message)
    # neither the server nor the session plays a part in keeping a message
    said = asyncio.run(outbox.handle_DATA(SMTP.__new__(SMTP), Session.__new__(Session), envelope))
    assert said.startswith("250")


def page(client: Client, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200
    return html.fromstring(answer.content.decode())


def links(client: Client) -> list[tuple[str, str]]:
    """What the list says of each message, and where it leads."""
    found = page(client, "/outbox/").xpath("//main//li")
    return [(item.text_content(), item.xpath(".//a/@href")[0]) for item in found]


def test_nothing_was_sent_yet(outbox: mail.Keeper, client: Client) -> None:
    assert "No message was sent yet." in page(client, "/outbox/").find(".//main").text_content()
    assert links(client) == []


def test_the_list_is_newest_first_and_leads_to_each_message(outbox: mail.Keeper, client: Client) -> None:
    for number in (1, 2, 3):
        arrive(outbox, f"Number {number}", f"The words of {number}.", to=f"ann{number}@example.org")
    found = links(client)
    assert [words.split("ann")[0] for words, _ in found] == ["Number 3", "Number 2", "Number 1"]
    assert "ann3@example.org" in found[0][0]
    shown = page(client, found[1][1])
    assert shown.findtext(".//h1") == "Number 2"
    words = shown.find(".//main").text_content()
    for part in (
        "ann2@example.org",
        "Wold <help@wold.example>",
        "The words of 2.",
        "Delivered-To: ann2@example.org",
    ):
        assert part in words, part


def test_a_message_without_a_subject_has_a_link(outbox: mail.Keeper, client: Client) -> None:
    arrive(outbox, "", "Words")
    ((words, address),) = links(client)
    assert words.startswith("No subject")
    assert page(client, address).findtext(".//h1") == "No subject"


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_what_stands_in_a_message_is_text(outbox: mail.Keeper, client: Client, kind: str) -> None:
    arrive(outbox, f"About {SCRIPT}", SCRIPT, kind=kind)
    listed = page(client, "/outbox/")
    assert not listed.xpath("//main//script | //main//b")
    ((words, address),) = links(client)
    assert SCRIPT in words
    shown = page(client, address)
    assert not shown.xpath("//main//script | //main//b")
    (typed,) = shown.xpath("//*[contains(@class, 'fd-typed')]")
    assert typed.text_content().strip() == SCRIPT
    assert typed.xpath(".//a/@href") == ["https://help.wold.example/follow/"]


@pytest.mark.parametrize("key", ["nothing", "..", "behaviour", "1.M1P1Q1.here", "%2e%2e%2fsecret_key", "%00"])
def test_a_message_that_is_not_there(outbox: mail.Keeper, client: Client, key: str) -> None:
    arrive(outbox, "One", "Words")
    (mail.folder() / "behaviour").write_text("accept")
    assert client.get(f"/outbox/{key}/").status_code == 404


def test_it_is_not_there_unless_it_is_turned_on(outbox: mail.Keeper, client: Client, settings: Any) -> None:
    arrive(outbox, "One", "Words")
    ((_, address),) = links(client)
    settings.OUTBOX = False
    assert client.get("/outbox/").status_code == 404
    assert client.get(address).status_code == 404


def test_it_is_off_unless_somebody_asks_for_it() -> None:
    from frontdoor.config import settings as ours

    assert ours.OUTBOX is False
