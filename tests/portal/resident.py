"""A resident without a browser: opens pages, fills in the forms that are on them, and presses their buttons."""

from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from lxml import html as lxml_html

PUBLIC_ADDRESS = "http://testserver"


@dataclass
class Resident:
    client: Client
    page: Any = None
    status: int = 0
    path: str = ""
    history: list[str] = field(default_factory=list)

    def go(self, path: str, **headers: Any) -> "Resident":
        """Open an address and follow where it leads."""
        return self._arrive(self.client.get(path, follow=True, headers=headers or None), path)

    def send(
        self, button: str = "", *, form: int | None = None, files: Any = None, **answers: Any
    ) -> "Resident":
        """Fill in a form of the page and press its button; what is on the page stays, as in a browser."""
        found = self._form(button) if form is None else self.page.forms[form]
        data = _fields(found, button)
        for name, value in answers.items():
            data[name.replace("__", "-")] = value
        if files:
            data |= files
        path = (found.action or self.path).split("#")[0] or self.path
        if found.method == "GET":
            return self._arrive(self.client.get(path, data, follow=True), path)
        return self._arrive(self.client.post(path, data, follow=True), path)

    def text(self) -> str:
        """The words of the page's main part."""
        main = self.page.find(".//main")
        return " ".join((main if main is not None else self.page).text_content().split())

    def title(self) -> str:
        return " ".join(self.page.findtext(".//title").split())

    def heading(self) -> str:
        (found,) = self.page.xpath("//h1")
        return " ".join(found.text_content().split())

    def errors(self) -> list[tuple[str, str]]:
        """The lines of the error summary, and the field each leads to, which must be on the page."""
        lines = []
        for link in self.page.xpath("//*[contains(@class, 'govuk-error-summary__list')]//a"):
            anchor = link.get("href").removeprefix("#")
            assert self.page.xpath(f"//*[@id='{anchor}']"), (
                f"the summary leads to #{anchor}, which is not there"
            )
            lines.append((link.text_content(), anchor))
        return lines

    def value(self, name: str) -> Any:
        """What an input of the page holds."""
        values = [
            form.fields[name]
            for form in self.page.forms
            if name in form.fields.keys()  # noqa: SIM118
        ]
        assert values, f"there is no input {name}"
        return values[0]

    def links(self) -> dict[str, str]:
        return {
            " ".join(a.text_content().split()): a.get("href") for a in self.page.xpath("//main//a[@href]")
        }

    def _form(self, button: str) -> Any:
        posts = [form for form in self.page.forms if form.method == "POST"]
        for form in posts:
            if button in _buttons(form):
                return form
        raise AssertionError(f"no form with the button {button!r} on {self.path}")

    def _arrive(self, answer: HttpResponse, path: str) -> "Resident":
        chain = getattr(answer, "redirect_chain", [])
        self.history = [to for to, _ in chain]
        self.path = (chain[-1][0] if chain else path).removeprefix(PUBLIC_ADDRESS)
        self.status = answer.status_code
        self.page = lxml_html.fromstring(answer.content.decode()) if answer.content else None
        self.answer = answer
        return self


def photo_file(data: bytes, name: str = "hole.jpg", content_type: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type)


def _buttons(form: Any) -> list[str]:
    return [one.get("name") or "" for one in form.xpath(".//button")]


def _fields(form: Any, button: str) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for one in form.inputs:
        if one.name is None or one.get("form") or one.tag == "button" or one.get("type") == "file":
            continue
        if one.tag == "input" and one.type in ("radio", "checkbox"):
            if one.checked:
                if one.type == "checkbox":
                    data.setdefault(one.name, []).append(one.get("value"))
                else:
                    data[one.name] = one.get("value")
            continue
        data[one.name] = one.value or ""
    for one in form.xpath(".//button[@name]"):
        if one.get("name") == button:
            data[button] = one.get("value") or ""
            break
    return data
