"""Somebody at a browser without scripts, who reads pages and sends their forms over real HTTP."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import Cookie, CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, Request, build_opener

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore


@dataclass
class Form:
    action: str
    method: str
    sent: list[tuple[str, str]] = field(default_factory=list)
    offered: dict[str, set[str] | None] = field(default_factory=dict)
    buttons: dict[str, tuple[str, str] | None] = field(default_factory=dict)

    def offer(self, name: str, value: str | None = None) -> None:
        """A name that may be sent; with a value, only the values that were offered."""
        known = self.offered.setdefault(name, None if value is None else set())
        if known is not None and value is not None:
            known.add(value)

    def filled(self, answers: dict, button: str) -> list[tuple[str, str]]:
        for name, answer in answers.items():
            known = self.offered[name]
            for each in answer if isinstance(answer, list) else [answer]:
                assert known is None or str(each) in known, f"{name} offers {known}, not {each}"
        kept = [(name, value) for name, value in self.sent if name not in answers]
        pressed = self.buttons[button]
        return [*kept, *([pressed] if pressed else []), *_pairs(answers)]


def _pairs(answers: dict) -> list[tuple[str, str]]:
    """As a browser sends them: a list once for each value, None not at all."""
    each = [
        (name, value)
        for name, values in answers.items()
        for value in (values if isinstance(values, list) else [values])
    ]
    return [(name, str(value)) for name, value in each if value is not None]


class FormReader(HTMLParser):
    """The forms of a page, with what each would send if nothing were typed."""

    def __init__(self):
        super().__init__()
        self.forms: list[Form] = []
        self.form = self.button = self.area = self.select = None

    def handle_starttag(self, tag, attributes):
        given = {name: value if value is not None else "" for name, value in attributes}
        if tag == "form":
            self.form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self.form)
        elif self.form is None:
            return
        elif tag == "input" and given.get("name"):
            self._input(given)
        elif tag == "textarea":
            self.area = (given["name"], [])
        elif tag == "select":
            self.select = (given["name"], "multiple" in given, [])
        elif tag == "option" and self.select:
            self.form.offer(self.select[0], given.get("value", ""))
            self.select[2].append((given.get("value", ""), "selected" in given))
        elif tag == "button":
            named = (given["name"], given.get("value", "")) if given.get("name") else None
            self.button = (named, [])

    def _input(self, given):
        name, kind = given["name"], given.get("type", "text")
        if kind in ("radio", "checkbox"):
            value = given.get("value", "on")
            self.form.offer(name, value)
            if "checked" in given:
                self.form.sent.append((name, value))
            return
        self.form.offer(name)
        self.form.sent.append((name, given.get("value", "")))

    def handle_data(self, data):
        for reading in (self.area, self.button):
            if reading:
                reading[1].append(data)

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif self.form is None:
            return
        elif tag == "textarea":
            self.form.offer(self.area[0])
            self.form.sent.append((self.area[0], "".join(self.area[1]).removeprefix("\n")))
            self.area = None
        elif tag == "select":
            self._end_of_select()
        elif tag == "button":
            self.form.buttons[" ".join("".join(self.button[1]).split())] = self.button[0]
            self.button = None

    def _end_of_select(self):
        name, multiple, options = self.select
        chosen = [value for value, selected in options if selected]
        if not chosen and not multiple and options:
            chosen = [options[0][0]]
        self.form.sent += [(name, value) for value in chosen]
        self.select = None


@dataclass(frozen=True)
class Page:
    visitor: "Visitor"
    status: int
    url: str
    text: str

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def words(self) -> str:
        """What stands on the page, without its markup."""
        without = re.sub(r"<(script|style)\b.*?</\1>", "", self.text, flags=re.DOTALL)
        return " ".join(re.sub(r"<[^>]+>", " ", without).split())

    def forms(self) -> list[Form]:
        reader = FormReader()
        reader.feed(self.text)
        return reader.forms

    def press(self, button: str, answers: dict | None = None) -> "Page":
        """Fill the first form that has a button which begins so, and send it by that button."""
        found = [(form, label) for form in self.forms() for label in form.buttons if label.startswith(button)]
        assert found, f"{self.url} ({self.status}) has no button “{button}”: {[list(f.buttons) for f in self.forms()]}"
        form, label = found[0]
        fields = form.filled(answers or {}, label)
        return self.visitor.send(urljoin(self.url, form.action) if form.action else self.url, form.method, fields)


class Visitor:
    def __init__(self, url: str, *, cookies: bool = True):
        self.url = url
        self.jar = CookieJar()
        self.opener = build_opener(*([HTTPCookieProcessor(self.jar)] if cookies else []))

    def cookies(self) -> list[dict[str, str]]:
        """As Playwright takes them, for a browser that goes on from here."""
        return [{"name": each.name, "value": each.value, "url": self.url} for each in self.jar]

    def get(self, path: str) -> Page:
        return self._open(Request(urljoin(self.url, path)))

    def send(self, url: str, method: str, fields: list[tuple[str, str]]) -> Page:
        if method == "get":
            return self._open(Request(f"{url.split('?')[0]}?{urlencode(fields)}"))
        return self._open(Request(url.split("#")[0], urlencode(fields).encode(), method="POST"))

    def _open(self, request: Request) -> Page:
        try:
            with self.opener.open(request, timeout=30) as answer:
                return Page(self, answer.status, answer.url, answer.read().decode())
        except HTTPError as answer:
            return Page(self, answer.code, answer.url, answer.read().decode())


def logged_in(url: str, user) -> Visitor:
    """A visitor whom the log-in page has let in already."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    visitor = Visitor(url)
    visitor.jar.set_cookie(_cookie(settings.SESSION_COOKIE_NAME, session.session_key))
    return visitor


def _cookie(name: str, value: str) -> Cookie:
    where = {"port": None, "port_specified": False, "domain": "127.0.0.1", "domain_specified": False}
    path = {"domain_initial_dot": False, "path": "/", "path_specified": True, "secure": False, "expires": None}
    return Cookie(0, name, value, **where, **path, discard=True, comment=None, comment_url=None, rest={})
