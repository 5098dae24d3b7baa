"""Signing in, as attackers meet it. The numbers in the names are those of a list of attacks on systems like this."""

import re
import time
from types import ModuleType

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client, override_settings
from django.urls import get_resolver
from django.utils import timezone

from frontdoor.accounts import queries as accounts
from frontdoor.accounts.queries import User
from frontdoor.core import rates
from frontdoor.core.models import AuditEntry
from frontdoor.notifications.queries import Notification

PASSWORD = "three words that do not belong together"


@pytest.fixture(autouse=True)
def quick_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same hashing with little work: these tests hash a few hundred times."""
    monkeypatch.setattr(Argon2PasswordHasher, "time_cost", 1)
    monkeypatch.setattr(Argon2PasswordHasher, "memory_cost", 64)
    monkeypatch.setattr(Argon2PasswordHasher, "parallelism", 1)


@pytest.fixture
def olu(small_council: ModuleType) -> User:
    """An officer with a password."""
    user = accounts.by_email(small_council.OFFICER)
    assert user
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client: Client, email: str, password: str = PASSWORD, **extra: str):
    return client.post("/sign-in/", {"login": email, "password": password, **extra})


def signed_in(client: Client) -> bool:
    return client.get("/password/").status_code == 200


def ask_reset(client: Client, email: str, **headers: str):
    return client.post("/password/reset/", {"email": email}, headers=headers)


def link_in_mail() -> str:
    (mail,) = Notification.objects.filter(template="password_reset")
    (link,) = re.findall(r"https?://\S+", mail.body)
    return link


def path_of(link: str) -> str:
    return "/" + link.split("/", 3)[3]


def follow_link(client: Client) -> str:
    """Open the link from the mail; returns the address the new password is sent to."""
    answer = client.get(path_of(link_in_mail()))
    assert answer.status_code == 302
    return answer["Location"]


def set_new(client: Client, address: str, password: str = "another long sentence 42"):
    return client.post(address, {"password1": password, "password2": password})


def test_the_right_password_opens_the_desk(olu: User, client: Client) -> None:
    answer = sign_in(client, olu.email.upper())
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert signed_in(client)
    assert AuditEntry.objects.filter(action="user.signed_in", subject=f"staff:{olu.pk}").count() == 1


def test_signing_out_takes_a_form(olu: User, client: Client) -> None:
    sign_in(client, olu.email)
    assert client.get("/sign-out/").status_code == 405
    assert signed_in(client)
    assert client.post("/sign-out/").status_code == 302
    assert not signed_in(client)


# ---- 30: the reset page tells who exists


def test_30_the_reset_answers_the_same_for_everybody(olu: User, client: Client) -> None:
    known, unknown = ask_reset(client, olu.email), ask_reset(Client(), "nobody@wold.example")
    assert known.status_code == unknown.status_code == 302
    assert known["Location"] == unknown["Location"] == "/password/reset/sent/"
    assert set(known.cookies) == set(unknown.cookies)
    assert [one.address for one in Notification.objects.all()] == [olu.email]


@pytest.mark.parametrize("who", ["nobody@wold.example", "left"])
def test_30_the_reset_does_the_same_work_for_everybody(
    olu: User, small_council: ModuleType, client: Client, who: str, django_assert_num_queries
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    if who == "left":
        User.objects.filter(email=small_council.OTHER_OFFICER).update(is_active=False)
        who = small_council.OTHER_OFFICER
    ask_reset(client, "warm@wold.example")

    def work(email: str) -> list[str]:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            ask_reset(Client(), email)
        written = [
            q["sql"].split()[0:3]
            for q in queries
            if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))
        ]
        return [" ".join(words) for words in written if words[0] in {"INSERT", "UPDATE"}]

    known, unknown = work(olu.email), work(who)
    assert known == unknown
    assert any("notifications" in sql for sql in known)


def test_30_signing_in_answers_and_works_the_same_for_everybody(
    olu: User, small_council: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    encode = Argon2PasswordHasher.encode
    verify = Argon2PasswordHasher.verify
    monkeypatch.setattr(
        Argon2PasswordHasher, "encode", lambda self, *args: hashed.append("hash") or encode(self, *args)
    )
    monkeypatch.setattr(
        Argon2PasswordHasher, "verify", lambda self, *args: hashed.append("hash") or verify(self, *args)
    )
    left = accounts.by_email(small_council.OTHER_OFFICER)
    left.set_password(PASSWORD)
    left.is_active = False
    left.save()
    pages = []
    for email, password in [(olu.email, "wrong"), ("nobody@wold.example", "wrong"), (left.email, PASSWORD)]:
        hashed.clear()
        answer = sign_in(Client(), email, password)
        assert answer.status_code == 400
        pages.append(re.sub(r'value="[^"]*"', "", answer.content.decode()))
        assert len(hashed) == 1, f"{email}: {hashed}"
    assert len(set(pages)) == 1
    assert "The e-mail address or the password is not right" in pages[0]


def test_30_no_more_than_a_few_mails_and_nothing_said_about_it(olu: User, client: Client) -> None:
    places = {ask_reset(client, olu.email)["Location"] for _ in range(6)}
    assert places == {"/password/reset/sent/"}
    assert Notification.objects.count() == 3


# ---- 31: no limit to guessing


def test_31_an_account_cannot_be_guessed_from_many_addresses(olu: User) -> None:
    statuses = [
        sign_in(Client(REMOTE_ADDR=f"10.0.0.{n}"), olu.email, f"guess {n}").status_code for n in range(11)
    ]
    assert statuses == [400] * 10 + [429]
    late = sign_in(Client(REMOTE_ADDR="10.0.1.1"), olu.email)
    assert late.status_code == 429, "the right one neither, for a while"
    assert "Wait" in late.content.decode()


def test_31_one_address_cannot_try_many_accounts(olu: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("frontdoor.portal.sign_in.TRIES_BY_ADDRESS", 5)
    statuses = [sign_in(Client(), f"somebody{n}@wold.example", "guess").status_code for n in range(6)]
    assert statuses == [400] * 5 + [429]
    assert sign_in(Client(REMOTE_ADDR="10.9.9.9"), olu.email).status_code == 302


def test_31_the_address_is_not_what_the_caller_writes_into_a_header(
    olu: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frontdoor.portal.sign_in.TRIES_BY_ADDRESS", 3)
    statuses = [
        Client().post(
            "/sign-in/",
            {"login": f"a{n}@wold.example", "password": "guess"},
            headers={"X-Forwarded-For": f"198.51.100.{n}", "CF-Connecting-IP": f"198.51.100.{n}"},
        ).status_code
        for n in range(4)
    ]  # fmt: skip
    assert statuses == [400, 400, 400, 429]


def test_31_the_old_password_cannot_be_guessed_in_an_open_session(olu: User, client: Client) -> None:
    sign_in(client, olu.email)
    body = {"oldpassword": "guess", "password1": "x" * 14, "password2": "x" * 14}
    statuses = [client.post("/password/", body).status_code for _ in range(11)]
    assert statuses == [400] * 10 + [429]


# ---- 32: sessions that are planted, or outlive the password


def test_32_a_planted_session_is_not_the_one_signed_in(olu: User, client: Client) -> None:
    session = client.session
    session["planted"] = 1
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted
    sign_in(client, olu.email)
    assert client.cookies["sessionid"].value != planted
    assert not signed_in(Client(headers={"cookie": f"sessionid={planted}"}))


def test_32_other_sessions_end_when_the_password_changes_and_this_one_goes_on(
    olu: User, client: Client
) -> None:
    elsewhere = Client()
    sign_in(client, olu.email)
    sign_in(elsewhere, olu.email)
    assert signed_in(elsewhere)
    body = {
        "oldpassword": PASSWORD,
        "password1": "another long sentence 42",
        "password2": "another long sentence 42",
    }
    answer = client.post("/password/", body, follow=True)
    assert "Your password was changed." in answer.content.decode()
    assert signed_in(client)
    assert not signed_in(elsewhere)
    assert sign_in(Client(), olu.email).status_code == 400
    assert AuditEntry.objects.filter(action="user.password_set", subject=f"staff:{olu.pk}").exists()


def test_32_every_session_ends_when_the_password_is_reset(olu: User, client: Client) -> None:
    sign_in(client, olu.email)
    stranger = Client()
    ask_reset(stranger, olu.email)
    answer = set_new(stranger, follow_link(stranger))
    assert (answer.status_code, answer["Location"]) == (302, "/password/reset/key/done/")
    assert not signed_in(client)
    assert not signed_in(stranger), "a link signs nobody in"
    assert sign_in(Client(), olu.email, "another long sentence 42").status_code == 302


# ---- 33: single sign-on that is off


@pytest.mark.parametrize(
    "headers",
    [
        {"Remote-User": "{email}"}, {"X-Remote-User": "{email}"}, {"X-Forwarded-User": "{email}"},
        {"X-Auth-Request-Email": "{email}"}, {"Authorization": "Basic e2VtYWlsfTp4"},
        {"Authorization": "Bearer {email}"}, {"X-WEBAUTH-USER": "{email}"},
    ],
)  # fmt: skip
def test_33_no_header_signs_anybody_in(olu: User, headers: dict[str, str]) -> None:
    filled = {name: value.format(email=olu.email) for name, value in headers.items()}
    assert not signed_in(Client(headers=filled))
    assert not signed_in(Client(REMOTE_USER=olu.email))


def test_33_there_are_no_routes_but_ours() -> None:
    names = {str(name) for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert {name for name in names if name.startswith(("account", "social", "google", "mfa", "headless"))} == {
        "account_login", "account_logout", "account_change_password", "account_reset_password",
        "account_reset_password_done", "account_reset_password_from_key", "account_reset_password_from_key_done",
    }  # fmt: skip
    assert "allauth.socialaccount" not in settings.INSTALLED_APPS


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/signup/",
        "/sign-up/",
        "/signup/",
        "/accounts/login/",
        "/accounts/social/login/",
        "/accounts/email/",
        "/accounts/google/login/callback/",
    ],
)
def test_33_nobody_signs_up_or_comes_in_by_another_door(
    small_council: ModuleType, client: Client, path: str
) -> None:
    assert client.get(path).status_code == 404
    assert client.post(path, {"email": "eve@example.org", "password1": PASSWORD}).status_code == 404


# ---- 34: a token that can be guessed or used for ever


def test_34_a_reset_link_works_once(olu: User, client: Client) -> None:
    ask_reset(client, olu.email)
    link = path_of(link_in_mail())
    set_new(client, follow_link(client))
    again = Client().get(link)
    assert again.status_code == 400
    assert "This link does not work any more" in again.content.decode()


def test_34_a_reset_link_is_forgotten_when_somebody_signs_in_or_two_hours_pass(
    olu: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_reset(client, olu.email)
    link = path_of(link_in_mail())
    assert Client().get(link).status_code == 302
    with override_settings(PASSWORD_RESET_TIMEOUT=-1):
        assert Client().get(link).status_code == 400
    assert settings.PASSWORD_RESET_TIMEOUT == 2 * 3600
    sign_in(client, olu.email)
    assert Client().get(link).status_code == 400


@pytest.mark.parametrize(
    "key",
    ["1-abc", "zzzzzzzzzzzzz-abc-def", "1-set-password", "0-x", "{uid}-aaaaaa-{digest}", "1-" + "a" * 90],
)
def test_34_no_other_key_opens_anything(olu: User, client: Client, key: str) -> None:
    filled = key.format(uid=olu.pk, digest="0" * 32)
    answer = client.get(f"/password/reset/key/{filled}/")
    assert answer.status_code == 400
    assert set_new(client, f"/password/reset/key/{filled}/").status_code == 400
    assert sign_in(Client(), olu.email).status_code == 302


def test_34_the_key_does_not_stay_in_the_address(olu: User, client: Client) -> None:
    ask_reset(client, olu.email)
    address = follow_link(client)
    assert address.endswith("-set-password/")
    page = client.get(address)
    assert page.status_code == 200
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]


def test_34_keys_hang_on_our_secret_and_on_whose_they_are(olu: User, small_council: ModuleType) -> None:
    ask_reset(Client(), olu.email)
    link = path_of(link_in_mail())
    key = link.removeprefix("/password/reset/key/").strip("/").partition("-")[2]
    assert len(key.partition("-")[2]) >= 32
    other = accounts.by_email(small_council.LEADER)
    assert Client().get(f"/password/reset/key/{other.pk}-{key}/").status_code == 400
    with override_settings(SECRET_KEY="another installation's secret, just as long as ours"):
        assert Client().get(link).status_code == 400
    assert Client().get(link).status_code == 302


@pytest.mark.parametrize("parameter", ["token", "key", "auth_token", "user_id", "sesame"])
def test_34_no_parameter_signs_anybody_in(olu: User, parameter: str) -> None:
    assert Client().get(f"/password/?{parameter}={olu.pk}").status_code == 302


# ---- 35: a very long password burns the processor


def test_35_a_very_long_password_is_refused_before_it_is_hashed(
    olu: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hashing(*args: object) -> None:
        raise AssertionError("it was hashed")

    monkeypatch.setattr(Argon2PasswordHasher, "encode", hashing)
    monkeypatch.setattr(Argon2PasswordHasher, "verify", hashing)
    long = "x" * 1_000_000
    answer = sign_in(client, olu.email, long)
    assert answer.status_code == 400
    assert "Use 256 characters or fewer" in answer.content.decode()
    assert long[:1000] not in answer.content.decode()
    client.force_login(olu)
    body = {"oldpassword": long, "password1": long, "password2": long}
    assert client.post("/password/", body).status_code == 400
    assert sign_in(Client(), olu.email, "x" * 3_000_000).status_code in {400, 413}


def test_35_passwords_of_sentences_are_welcome_and_weak_ones_are_not(olu: User, client: Client) -> None:
    sign_in(client, olu.email)
    sentence = "correct horse battery staple " * 8
    for weak in ("short", "qwerty123456", "olu.officer@wold.example"):
        body = {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
        assert client.post("/password/", body).status_code == 400, weak
    body = {"oldpassword": PASSWORD, "password1": sentence, "password2": sentence}
    assert client.post("/password/", body).status_code == 302
    assert sign_in(Client(), olu.email, sentence).status_code == 302


# ---- 36: somebody who left is still served


def test_36_somebody_who_left_is_out_at_once(olu: User, client: Client) -> None:
    sign_in(client, olu.email)
    assert signed_in(client)
    User.objects.filter(pk=olu.pk).update(is_active=False)
    assert not signed_in(client)
    assert sign_in(Client(), olu.email).status_code == 400
    ask_reset(Client(), olu.email)
    assert not Notification.objects.exists()


def test_36_a_link_sent_before_somebody_left_opens_nothing(olu: User, client: Client) -> None:
    ask_reset(client, olu.email)
    address = follow_link(client)
    User.objects.filter(pk=olu.pk).update(is_active=False)
    set_new(client, address)
    assert sign_in(Client(), olu.email, "another long sentence 42").status_code == 400
    assert not signed_in(client)


# ---- 37: pages for machines, open or unlimited


def test_37_the_health_page_says_one_word(client: Client, db: None) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.parametrize(
    "path",
    [
        "/cron/",
        "/status/",
        "/metrics",
        "/debug/",
        "/admin/",
        "/server-status",
        "/system/cron/x",
        "/jobs/",
        "/.env",
    ],
)
def test_37_there_are_no_other_pages_for_machines(
    small_council: ModuleType, client: Client, path: str
) -> None:
    assert client.get(path).status_code == 404


# ---- 50: links with somebody else's host name


@pytest.mark.parametrize("name", ["Host", "X-Forwarded-Host", "X-Host", "Forwarded"])
def test_50_links_in_mail_never_have_the_callers_host(olu: User, client: Client, name: str) -> None:
    value = "host=evil.example" if name == "Forwarded" else "evil.example"
    answer = ask_reset(client, olu.email, **{name: value})
    bodies = " ".join(mail.body for mail in Notification.objects.all())
    assert "evil.example" not in bodies
    assert answer.status_code == (400 if name == "Host" else 302)


@pytest.mark.parametrize("host", ["127.0.0.1:1234", "localhost:80", "[::1]:99", "localhost"])
def test_50_not_even_a_port_of_the_caller_gets_into_mail(olu: User, client: Client, host: str) -> None:
    """No address was set: that of `frontdoor serve` counts, never what the caller calls us."""
    assert ask_reset(client, olu.email, Host=host).status_code == 302
    assert link_in_mail().startswith("http://127.0.0.1:8000/password/reset/key/")


@pytest.mark.parametrize("port", ["x", "80x", "-1", "", "1 2", "80@evil.example", "\u0661"])
def test_50_a_port_is_digits(olu: User, client: Client, port: str) -> None:
    answer = ask_reset(client, olu.email, Host=f"localhost:{port}")
    assert answer.status_code == 400
    assert not Notification.objects.exists()


def test_50_links_in_mail_have_our_own_address(olu: User, client: Client) -> None:
    with override_settings(
        ADDRESS="https://help.wold.example", ALLOWED_HOSTS=["testserver", "help.wold.example"]
    ):
        ask_reset(client, olu.email)
    assert link_in_mail().startswith("https://help.wold.example/password/reset/key/")


# ---- 54: redirects to somewhere else

ELSEWHERE = [
    "https://evil.example/", "//evil.example/", "///evil.example", "\\\\evil.example", "/\\evil.example",
    "https:evil.example", "http:///evil.example", "javascript:alert(1)", "data:text/html,x", "\t//evil.example",
    "https://testserver@evil.example/", "https://testserver.evil.example/", "http://localhost/", "/%09/evil.example",
    "%2f%2fevil.example", "ftp://testserver/", "https://testserver:pw@evil.example",
]  # fmt: skip


@pytest.mark.parametrize("target", ELSEWHERE)
def test_54_signing_in_leads_only_to_our_own_pages(olu: User, target: str) -> None:
    for client, send in ((Client(), "body"), (Client(), "address")):
        where = "/sign-in/" if send == "body" else f"/sign-in/?next={target}"
        body = {"login": olu.email, "password": PASSWORD, **({"next": target} if send == "body" else {})}
        answer = client.post(where, body)
        rates.forget(before=timezone.now() + timezone.timedelta(days=1))
        assert answer.status_code == 302
        location = answer["Location"]
        assert location == "/desk/" or re.match(r"^(/(?![/\\])|%2f)", location), location
        assert not location.startswith(("http", "//", "java", "data", "ftp"))


def test_54_a_page_of_ours_is_gone_back_to(olu: User, client: Client) -> None:
    asked = client.get("/password/")
    assert asked["Location"] == "/sign-in/?next=/password/"
    answer = client.post(asked["Location"], {"login": olu.email, "password": PASSWORD})
    assert answer["Location"] == "/password/"


@pytest.mark.parametrize("target", ELSEWHERE)
def test_54_signing_out_leads_only_to_our_own_pages(olu: User, client: Client, target: str) -> None:
    client.force_login(olu)
    location = client.post("/sign-out/", {"next": target})["Location"]
    assert location == "/" or re.match(r"^(/(?![/\\])|%2f)", location), location


# ---- 55: another site presses our buttons


@pytest.mark.parametrize(
    "path",
    [
        "/sign-in/",
        "/sign-out/",
        "/password/",
        "/password/reset/",
        "/follow/",
        "/report/pothole/",
        "/report/pothole/danger/",
        "/report/pothole/check/",
    ],
)
def test_55_no_form_of_another_site_is_taken(olu: User, path: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(olu)
    assert strict.post(path, {"danger": "no"}).status_code == 403
    strict.get("/follow/")
    stolen = strict.cookies["csrftoken"].value
    answer = strict.post(path, {"csrfmiddlewaretoken": stolen}, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403


def test_55_cookies_stay_with_us(olu: User, client: Client) -> None:
    sign_in(client, olu.email)
    client.get("/follow/")
    for name in ("sessionid", "csrftoken"):
        assert client.cookies[name]["httponly"]
        assert client.cookies[name]["samesite"] == "Lax"


def test_timing_of_known_and_unknown_addresses_is_alike(olu: User) -> None:
    """The work is the same (above); here the clock agrees, roughly.

    Of many tries taken in turns the quickest is looked at: it is the one that other work disturbed least.
    """
    times: dict[str, list[float]] = {olu.email: [], "nobody@wold.example": []}
    for _ in range(12):
        rates.forget(before=timezone.now() + timezone.timedelta(days=1))
        for email, taken in times.items():
            started = time.process_time()
            ask_reset(Client(), email)
            taken.append(time.process_time() - started)
    known, unknown = (min(taken) for taken in times.values())
    assert 0.5 < known / unknown < 2
