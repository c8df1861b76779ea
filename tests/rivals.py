"""Makers who are logged in and all want the same at once, over HTTP, each request on a connection of its own."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from time import perf_counter
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from coop.actions.keys import make_key
from coop.models import User

TOKEN = "t" * 32  # what a browser would have been given with the form; it only has to be in both places
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    seconds: float


def logged_in(user: User) -> dict[str, str]:
    """The headers of a browser in which `user` has logged in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    cookies = {settings.SESSION_COOKIE_NAME: session.session_key, settings.CSRF_COOKIE_NAME: TOKEN}
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}


def with_key(user: User) -> dict[str, str]:
    """The headers of a program that acts for `user`."""
    return {"Authorization": f"Bearer {make_key(user, name='rival', by=user)[1]}", "Content-Type": "application/json"}


def ask(url: str, path: str, form: dict | str | None, headers: dict) -> Answer:
    """Send a form or a program's text or, where there is none, just look."""
    began = perf_counter()
    with closing(HTTPConnection(urlsplit(url).netloc, timeout=60)) as connection:
        if form is None:
            connection.request("GET", path, headers=headers)
        elif isinstance(form, str):
            connection.request("POST", path, form, headers)
        else:
            sent = urlencode(form | {"csrfmiddlewaretoken": TOKEN})
            connection.request("POST", path, sent, headers | {"Content-Type": FORM})
        response = connection.getresponse()
        text = response.read().decode()
    return Answer(response.status, text, perf_counter() - began)


def storm(url: str, asked: Iterable[tuple], *, at_once: int) -> list[Answer]:
    """Send all these (path, form, headers), `at_once` of them at any moment; the answers in the same order."""
    with ThreadPoolExecutor(at_once) as rivals:
        return list(rivals.map(lambda each: ask(url, *each), asked))


def p99(answers: list[Answer]) -> float:
    """The seconds within which 99 of 100 were answered."""
    seconds = sorted(answer.seconds for answer in answers)
    return seconds[len(seconds) * 99 // 100]
