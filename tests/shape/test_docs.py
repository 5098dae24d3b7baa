"""The docs are true: links lead somewhere, settings and commands have their place, and the project speaks of itself."""

import re
from pathlib import Path

import pytest

from frontdoor.cli.main import build_parser
from frontdoor.config import settings

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
_SETTING = re.compile(r"\b(FRONTDOOR_[A-Z_]+|DATABASE_URL|SMTP_URL)\b")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    links = [link for link in _LINK.findall(page.read_text()) if not link.startswith(("http", "mailto:"))]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_setting_is_explained_to_who_runs_it() -> None:
    told = set(_SETTING.findall((ROOT / "docs" / "running.md").read_text()))
    assert set(_SETTING.findall(settings.__doc__ or "")) == told


def test_every_command_is_explained() -> None:
    told = "\n".join(page.read_text() for page in PAGES)
    commands = build_parser()._subparsers._group_actions[0].choices  # type: ignore[union-attr]
    assert len(commands) > 5
    assert [name for name in commands if f"frontdoor {name}" not in told] == []


def test_the_make_commands_of_the_readme_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    used = set(re.findall(r"^    make ([a-z]+)$", (ROOT / "README.md").read_text(), re.MULTILINE))
    assert used
    assert used <= targets


def test_nothing_speaks_of_how_it_was_made() -> None:
    forbidden = re.compile(r"\.\./shared|/work/|\bhelper-\d|closing note|this sitting", re.IGNORECASE)
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for folder in ("src", "docs", "tools", "README.md", "Makefile")
        for path in ([ROOT / folder] if (ROOT / folder).is_file() else (ROOT / folder).rglob("*"))
        if path.suffix in {".py", ".md", ".sh", ".yaml", ".html", ".toml", ""} and path.is_file()
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if forbidden.search(line)
    ]
    assert found == []
