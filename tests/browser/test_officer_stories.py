"""Staff at their desk, in a real browser: every page and every state they meet is looked at by axe.

On a phone and at a desk, with JavaScript and without, in the light theme and in the dark, by mouse and by
keyboard alone.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests import processes
from tests.browser.visitor import DESKTOP, PHONE_PLAIN, WAYS, Visitor, Way, visiting
from tests.processes import Server
from tests.small_council import ADMINISTRATOR, LEADER, OFFICER, PASSWORD

pytestmark = pytest.mark.browser
TWO_WAYS = [PHONE_PLAIN, DESKTOP]  # the furthest apart of the four

_MADE = """
import json
from datetime import timedelta
from django.utils import timezone
from frontdoor.core.models import Job
from frontdoor.notifications.models import Notification
from tests import small_council
from tests.desk import made
now = timezone.now()
late = made.case(at=now - timedelta(days=20), words="The road has sunk by the bus stop")
fresh = made.case(who=made.BEN, words="A deep hole beside the drain")
same = made.case(words="There is a hole by the drain")
Notification.objects.filter(about=f"case:{late.pk}").update(delivery="unknown", last_error="lost")
message = Notification.objects.get(about=f"case:{late.pk}").pk
staff = (small_council.OFFICER, small_council.LEADER, small_council.ADMINISTRATOR)
sessions = {email: made.signed_in(email).cookies["sessionid"].value for email in staff}
print(json.dumps({"late": late.reference, "fresh": fresh.reference, "same": same.reference, "message": message,
                  "sessions": sessions}))
"""


@dataclass(frozen=True)
class Desk:
    """A running installation with some cases. `at` names them."""

    server: Server
    environment: dict[str, str]

    def cases(self) -> dict[str, Any]:
        """Three fresh cases of the highways team: one late whose message is uncertain, two of the same hole.

        And sessions of staff, by their address.
        """
        found: dict[str, Any] = json.loads(processes.in_django(_MADE, environment=self.environment))
        return found


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    environment = processes.installation(tmp_path_factory.mktemp("desk"))
    environment["PYTHONPATH"] = str(processes.ROOT)
    processes.frontdoor("migrate", environment=environment).check_returncode()
    processes.in_django(
        "from django.utils import timezone\nfrom tests import small_council\n"
        "small_council.load(at=timezone.now(), passwords=True)",
        environment=environment,
    )
    with processes.serving(environment, "--web-only", "--workers", "1") as server:
        yield Desk(server, environment)


def sign_in(visitor: Visitor, email: str) -> None:
    """Through the page, as people do. How often that may be tried is limited, so `come_in` is for the rest."""
    visitor.go("/desk/")
    visitor.tab.get_by_label("E-mail address").fill(email)
    visitor.tab.get_by_label("Password", exact=True).fill(PASSWORD)
    visitor.press("Sign in")
    visitor.tab.wait_for_url("**/desk/")


def come_in(visitor: Visitor, desk: Desk, made: dict[str, Any], email: str) -> None:
    """Signed in already this morning."""
    cookie = {"name": "sessionid", "value": made["sessions"][email], "url": desk.server.address}
    visitor.tab.context.add_cookies([cookie])  # type: ignore[list-item]
    visitor.go("/desk/")
    assert visitor.heading() == "Your work"


def main(visitor: Visitor) -> str:
    return str(visitor.tab.locator("main").inner_text())


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_an_officer_works_a_case_to_its_end(way: Way, desk: Desk, chromium: Browser) -> None:
    made = desk.cases()
    case, label = made["fresh"], "officer"
    with visiting(chromium, desk.server.address, way) as visitor:
        tab = visitor.tab
        sign_in(visitor, OFFICER)
        visitor.stop(f"{label}-home")
        tab.get_by_role("link", name="Nobody’s yet").first.click()
        visitor.stop(f"{label}-queue")
        tab.locator("summary", has_text="Filter").click()
        visitor.stop(f"{label}-queue-filters")
        tab.get_by_label("Status").select_option("received")
        visitor.press("Show results")
        visitor.stop(f"{label}-queue-filtered")
        visitor.follow(case)
        visitor.stop(f"{label}-case")
        visitor.press("Take this case")
        assert "The case is yours." in main(visitor)
        visitor.stop(f"{label}-case-taken")
        tab.get_by_label("Note for staff").fill("Same spot as in May. Ask the drainage crew.")
        visitor.press("Keep note")
        assert "Only staff can read it." in main(visitor)
        tab.get_by_label("Reply to Ben Neighbour").fill("Thank you. We come on Thursday.")
        visitor.press("Send reply")
        assert "Your reply is on its way to the customer." in main(visitor)
        assert "Same spot as in May." in main(visitor)
        visitor.stop(f"{label}-case-with-words")
        tab.get_by_role("link", name="Messages", exact=True).last.click()
        assert "Same spot as in May." not in main(visitor)
        visitor.stop(f"{label}-case-messages")
        visitor.follow("Change status")
        visitor.press("Save and tell the customer")
        assert "Choose how far the work is." in main(visitor)
        visitor.stop(f"{label}-status-error")
        tab.get_by_label("Work is planned").check()
        tab.get_by_label("Message to the customer").fill("A crew comes on Thursday.")
        visitor.stop(f"{label}-status")
        visitor.press("Save and tell the customer")
        assert "Work is planned" in main(visitor)
        visitor.follow("Close")
        tab.get_by_label("Done", exact=True).check()
        visitor.press("Close and tell the customer")
        assert "Say in plain words what was done" in main(visitor)
        assert tab.get_by_label("Done", exact=True).is_checked()
        visitor.stop(f"{label}-close-error")
        tab.get_by_label("What was done, or why not").fill("We filled it with new tarmac.")
        visitor.press("Close and tell the customer")
        assert "Closed: done" in main(visitor)
        visitor.stop(f"{label}-closed")
        visitor.follow("Open again")
        visitor.stop(f"{label}-reopen")
        visitor.go(f"/desk/cases/{case}/close/")
        assert "This case is closed. Open it again first." in main(visitor)
        visitor.stop(f"{label}-closed-already")


@pytest.mark.parametrize("way", TWO_WAYS, ids=lambda way: way.name)
def test_somebody_else_was_faster(way: Way, desk: Desk, chromium: Browser) -> None:
    """Two people have one case open: the slower one keeps what they typed and sees what the other did."""
    made = desk.cases()
    case = made["late"]
    with (
        visiting(chromium, desk.server.address, way) as slow,
        visiting(chromium, desk.server.address, DESKTOP) as fast,
    ):
        come_in(slow, desk, made, OFFICER)
        slow.go(f"/desk/cases/{case}/")
        slow.tab.get_by_label("Reply to Ann Resident").fill("I had begun to write this.")
        come_in(fast, desk, made, LEADER)
        fast.go(f"/desk/cases/{case}/")
        fast.tab.get_by_label("Reply to Ann Resident").fill("The leader was faster.")
        fast.press("Send reply")
        slow.press("Send reply")
        words = main(slow)
        assert "Lena Brook changed this case while you had it open: a reply was sent" in words
        assert "The leader was faster." in words
        assert slow.tab.get_by_label("Your reply").input_value() == "I had begun to write this."
        slow.stop("officer-changed-meanwhile")
        slow.press("Send reply")
        assert "Your reply is on its way to the customer." in main(slow)


@pytest.mark.parametrize("way", TWO_WAYS, ids=lambda way: way.name)
def test_a_leader_sees_to_the_rest(way: Way, desk: Desk, chromium: Browser) -> None:
    made = desk.cases()
    with visiting(chromium, desk.server.address, way) as visitor:
        tab = visitor.tab
        come_in(visitor, desk, made, LEADER)
        assert "Overdue in your teams" in main(visitor)
        visitor.stop("leader-home")
        visitor.go(f"/desk/cases/{made['late']}/assign/")
        tab.get_by_label("Olu Marsh").check()
        visitor.stop("leader-assign")
        visitor.press("Save owner")
        assert "The case is Olu Marsh’s now." in main(visitor)
        visitor.go(f"/desk/cases/{made['same']}/join/")
        tab.get_by_label("Which case is it the same as?").fill("FD-1")
        visitor.press("Continue")
        visitor.stop("leader-join-error")
        tab.get_by_label("Which case is it the same as?").fill(made["fresh"])
        visitor.press("Continue")
        assert "Is this the same thing?" in main(visitor)
        visitor.stop("leader-join")
        visitor.press("Yes, join them")
        assert "Work goes on there." in main(visitor)
        visitor.stop("leader-joined")
        visitor.follow(made["fresh"])
        visitor.follow("Words and photos of all 2")
        visitor.stop("leader-reports")
        visitor.go(f"/desk/cases/{made['fresh']}/transfer/")
        tab.get_by_label("Which team?").select_option(label="Waste")
        tab.get_by_label("Why?").fill("It is a dumped fridge")
        visitor.stop("leader-transfer")
        visitor.press("Transfer")
        assert "The case is with Waste now." in main(visitor)
        visitor.go(f"/desk/cases/{made['fresh']}/close/")
        assert "Another team works on this case" in main(visitor)
        visitor.stop("leader-may-not")
        visitor.go(f"/desk/messages/{made['message']}/")
        visitor.press("Send again")
        visitor.stop("leader-send-again-error")
        tab.get_by_label("Why do you send it again?").fill("They told us on the phone")
        visitor.press("Send again")
        assert "The message is on its way again." in main(visitor)


@pytest.mark.parametrize("way", TWO_WAYS, ids=lambda way: way.name)
def test_somebody_is_on_the_phone(way: Way, desk: Desk, chromium: Browser) -> None:
    """Who are they? Found by their number, looked at for a reason."""
    made = desk.cases()
    with visiting(chromium, desk.server.address, way) as visitor:
        tab = visitor.tab
        come_in(visitor, desk, made, LEADER)
        tab.get_by_label("Search cases and customers").fill("07700 900123")
        visitor.press("Search")
        visitor.stop("phone-found")
        visitor.follow("Ann Resident")
        visitor.stop("phone-why")
        visitor.press("Show the customer")
        assert "Say why you look at this customer." in main(visitor)
        visitor.stop("phone-why-error")
        tab.get_by_label("Why do you look at this customer?").fill("They are on the phone")
        visitor.press("Show the customer")
        assert visitor.heading() == "Ann Resident"
        visitor.stop("phone-customer")
        tab.get_by_label("Search cases and customers").fill("zzzz")
        visitor.press("Search")
        assert "Nothing was found" in main(visitor)
        visitor.stop("phone-nothing-found")


@pytest.mark.parametrize("way", [DESKTOP], ids=lambda way: way.name)
def test_the_dark_theme_is_as_clear(way: Way, desk: Desk, chromium: Browser) -> None:
    made = desk.cases()
    with visiting(chromium, desk.server.address, way, color_scheme="dark") as visitor:
        come_in(visitor, desk, made, ADMINISTRATOR)
        case = f"/desk/cases/{made['late']}/"
        for path in (
            "/desk/",
            "/desk/queues/all/",
            "/desk/queues/mine/",
            case,
            f"{case}reply/",
            f"{case}note/",
            f"{case}close/",
            f"{case}history/",
            f"{case}reports/",
            "/desk/messages/",
            f"/desk/messages/{made['message']}/",
            "/desk/search/?q=hole",
            "/desk/jobs/",
            "/desk/me/",
        ):
            visitor.go(path)
            visitor.stop(
                "dark" + path.rstrip("/").replace("/", "-").replace("?", "-").replace(made["late"], "case")
            )
        visitor.go(f"{case}close/")
        visitor.press("Close and tell the customer")
        visitor.stop("dark-close-error")


def test_with_the_keyboard_alone(desk: Desk, chromium: Browser) -> None:
    """Find the case, take it, keep a note: Tab, Enter and typing, and the focus can always be seen."""
    made = desk.cases()
    case = made["fresh"]
    with visiting(chromium, desk.server.address, DESKTOP) as visitor:
        come_in(visitor, desk, made, OFFICER)
        keys = visitor.tab.keyboard

        def tab_to(name: str, most: int = 90) -> None:
            for _ in range(most):
                keys.press("Tab")
                at = visitor.tab.evaluate(
                    """() => {
                      const one = document.activeElement;
                      const box = getComputedStyle(one);
                      const label = one.id ? document.querySelector(`label[for="${one.id}"]`) : null;
                      return {
                        name: (one.innerText || (label && label.innerText) || '').trim(),
                        seen: box.outlineStyle !== 'none' || box.boxShadow !== 'none',
                      };
                    }"""
                )
                assert at["seen"], f"the focus cannot be seen on {at['name']}"
                if at["name"] == name:
                    return
            raise AssertionError(f"{name} cannot be reached")

        tab_to("Search cases and customers")
        keys.type(case)
        keys.press("Enter")
        visitor.tab.wait_for_url(f"**/desk/cases/{case}/")
        tab_to("Take this case")
        keys.press("Enter")
        visitor.reads("The case is yours.")
        tab_to("Note for staff")
        keys.type("Typed without a mouse")
        keys.press("Tab")
        keys.press("Enter")
        visitor.reads("Only staff can read it.")
        assert "Typed without a mouse" in main(visitor)
