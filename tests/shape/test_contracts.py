"""The house keeps its shape, and each check is shown to see a house that does not."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.core.management import call_command
from django.db import models
from django.test.utils import isolate_apps

from tests.shape import checks

pytestmark = pytest.mark.once


def test_relations_point_downwards() -> None:
    ours = [model for model in apps.get_models(include_auto_created=True) if checks._room(model)]
    assert ours, "no models were found"
    assert checks.upward_relations(ours) == []


@isolate_apps("frontdoor.core", "frontdoor.customers", "frontdoor.contacts", "frontdoor.cases")
def test_a_relation_that_does_not_is_seen() -> None:
    class Case(models.Model):
        __module__ = "frontdoor.cases.models"

        class Meta:
            app_label = "cases"

    class Contact(models.Model):
        __module__ = "frontdoor.contacts.models"
        up = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
        up_once = models.OneToOneField("cases.Case", models.PROTECT, related_name="+")
        up_many = models.ManyToManyField("cases.Case", related_name="+")
        itself = models.ForeignKey("self", models.PROTECT)

        class Meta:
            app_label = "contacts"

    class Entry(models.Model):
        __module__ = "frontdoor.cases.models"
        seen = models.ForeignKey("contacts.Contact", models.PROTECT, related_name="entries")
        unnamed = models.ManyToManyField("contacts.Contact")
        hidden = models.ForeignKey("contacts.Contact", models.PROTECT, related_name="+")
        hidden_many = models.ManyToManyField("contacts.Contact", related_name="+")
        same_room = models.ForeignKey("cases.Case", models.PROTECT)

        class Meta:
            app_label = "cases"

    class Sideways(models.Model):
        __module__ = "frontdoor.customers.models"
        service = models.ForeignKey("Service", models.PROTECT, related_name="+")

        class Meta:
            app_label = "customers"

    class Service(models.Model):
        __module__ = "frontdoor.catalogue.models"

        class Meta:
            app_label = "customers"

    class Anything(models.Model):
        __module__ = "frontdoor.cases.models"
        kind = models.PositiveIntegerField()
        number = models.PositiveIntegerField()
        what = GenericForeignKey("kind", "number")

        class Meta:
            app_label = "cases"

    assert sorted(checks.upward_relations([Case, Contact, Entry, Sideways, Service, Anything])) == [
        "cases.Anything.what may point at anything",
        'cases.Entry.seen crosses to contacts without related_name="+"',
        'cases.Entry.unnamed crosses to contacts without related_name="+"',
        "contacts.Contact.up points from contacts to cases",
        "contacts.Contact.up_many points from contacts to cases",
        "contacts.Contact.up_once points from contacts to cases",
        "customers.Sideways.service points from customers to catalogue",
    ]


SHAPE = [
    checks.uncovered_contexts,
    checks.signals,
    checks.vague_names,
    checks.strange_modules,
    checks.inline_code,
]


@pytest.mark.parametrize("check", SHAPE, ids=lambda check: check.__name__)
def test_the_house_has_its_shape(check: Callable[[], list[str]]) -> None:
    assert check() == []


@pytest.mark.parametrize(
    ("check", "path", "text", "complaint"),
    [
        (checks.uncovered_contexts, "lost_property/__init__.py", "", "lost_property"),
        (
            checks.signals,
            "cases/models.py",
            "from django.dispatch import receiver",
            "cases/models.py:1 imports ",
        ),
        (
            checks.signals,
            "cases/models.py",
            "from django.db.models.signals import post_save",
            "imports django.db",
        ),
        (checks.signals, "cases/models.py", "from django.db.models import signals", "imports django.db"),
        (checks.signals, "desk/views/a.py", "import django.core.signals", "desk/views/a.py:1"),
        (checks.signals, "desk/a.py", "def f():\n    from allauth.account.signals import x", "desk/a.py:2"),
        (checks.vague_names, "desk/utils.py", "", "desk/utils.py"),
        (checks.vague_names, "portal/views/helpers/__init__.py", "", "portal/views/helpers"),
        (checks.vague_names, "core/common.py", "", "core/common.py"),
        (checks.strange_modules, "cases/manager.py", "", "cases/manager.py"),
        (checks.strange_modules, "cases/engine/__init__.py", "", "cases/engine"),
        (checks.inline_code, "desk/templates/a.html", "<script>x()</script>", "<script>"),
        (checks.inline_code, "desk/templates/b/a.html", '<script nonce="n">', "<script"),
        (checks.inline_code, "portal/templates/a.html", '<p style="color: red">', "style="),
        (checks.inline_code, "portal/templates/a.html", "<style>p {}</style>", "<style"),
        (checks.inline_code, "portal/templates/a.html", '<a onclick="x()">', 'onclick="'),
        (checks.inline_code, "portal/templates/a.html", '<a href="javascript:x()">', "javascript:"),
    ],
)
def test_a_house_without_it_is_seen(
    tmp_path: Path, check: Callable[[Path], list[str]], path: str, text: str, complaint: str
) -> None:
    room = tmp_path / Path(path).parts[0]
    room.mkdir()
    (room / "__init__.py").touch()
    file = tmp_path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    assert any(complaint in said for said in check(tmp_path))


def test_what_is_allowed_is_not_complained_about(tmp_path: Path) -> None:
    (tmp_path / "cases" / "operations").mkdir(parents=True)
    (tmp_path / "cases" / "__init__.py").touch()
    (tmp_path / "cases" / "operations" / "__init__.py").touch()
    (tmp_path / "cases" / "operations" / "closing.py").write_text(
        "from frontdoor.cli.signals import stop_event"
    )
    (tmp_path / "desk" / "templates").mkdir(parents=True)
    (tmp_path / "desk" / "templates" / "a.html").write_text(
        '<script src="{{ url }}" defer></script>\n<p>on = 1'
    )
    for check in (checks.signals, checks.vague_names, checks.strange_modules, checks.inline_code):
        assert check(tmp_path) == []


@pytest.mark.django_db
def test_migrations_say_what_the_models_say() -> None:
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=1)
