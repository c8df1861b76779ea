"""Pages that anonymous visitors share: made once a second and given to all who ask within it.

`docs/decisions/0013-shared-pages.md` says what may be shared and why.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from functools import wraps
from hashlib import sha256
from threading import Lock
from time import monotonic
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from .squeezed import Squeezed

MOST = 200
"""Addresses that a process keeps; the one that was longest not asked for goes."""

OF_ONE_COPY = frozenset({"Content-Length", "Content-Encoding"})
Own = Mapping[str, Callable[[], str]]
"""Texts that stand in a page for one visitor alone, and how another visitor's are made."""


class Address(NamedTuple):
    """All that a shared page may depend on."""

    scheme: str
    host: str
    path: str
    came: str

    @classmethod
    def of(cls, request: HttpRequest) -> "Address":
        came = request.COOKIES.get(settings.SHARED_COOKIE, "")
        return cls(request.scheme or "", request.get_host(), request.get_full_path(), came)


def shared(view):
    """Answer anonymous visitors with a page that is up to PAGE_SECONDS old.

    What stands in it for one visitor alone, the view says as `response.own`; each visitor gets their own.
    """

    @wraps(view)
    def answered(request, *args, **kwargs):
        if not may_share(request):
            return view(request, *args, **kwargs)
        found = shelf.slot(Address.of(request)).page(lambda: view(request, *args, **kwargs), request)
        return found.answer(request) if isinstance(found, Page) else found

    return answered


def at_the_door(get_response):
    """Middleware that stands before all that asks who somebody is, and hands out what was just made for others.

    A page whose copies still need something on the way out (a cookie) never comes to lie here: whoever puts it on
    takes `page` off the answer.
    """

    def middleware(request):
        if may_share(request) and (page := shelf.fresh(Address.of(request))) and page.is_dressed:
            page.seen(request)
            return page.answer(request)
        response = get_response(request)
        if page := getattr(response, "page", None):
            page.dress(response)
        return response

    return middleware


def may_share(request: HttpRequest) -> bool:
    """Whether the answer can depend on nothing but the address: no session, no message, no invitation, no form sent."""
    if not settings.PAGE_SECONDS or request.method not in ("GET", "HEAD"):
        return False
    return settings.PERSONAL_COOKIES.isdisjoint(request.COOKIES) and settings.PERSONAL_QUERY.isdisjoint(request.GET)


def may_be_shared(request: HttpRequest, response: HttpResponse) -> bool:
    """Not what sets a cookie, or carries a token of one: that belongs to one visitor."""
    has_token = request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
    return response.status_code == 200 and not response.streaming and not response.cookies and not has_token


def unseen(request: HttpRequest) -> None:
    """Nothing is noted."""


class Page:
    """An answer without what was its first visitor's own."""

    def __init__(self, response: HttpResponse):
        self.own: Own = getattr(response, "own", {})
        parts, self.order = _split(response.content, self.own)
        self.squeezed = Squeezed(parts)
        self.headers = dict(response.headers) | {"Vary": "Cookie, Accept-Encoding"}
        if not self.order:
            # Weak: it names the page, squeezed or not.
            self.headers["ETag"] = f'W/"{sha256(response.content).hexdigest()[:32]}"'
        self.is_dressed = False
        self.seen: Callable[[HttpRequest], None] = unseen
        """What is to be noted of each visitor who is shown a copy; a view that counts them sets it."""

    def dress(self, answer: HttpResponse) -> None:
        """Take over what middleware has put on the first copy, for those who do not pass it."""
        if not self.is_dressed:
            added = {name: value for name, value in answer.headers.items() if name not in OF_ONE_COPY}
            self.headers = added | self.headers
            self.is_dressed = True

    def answer(self, request: HttpRequest) -> HttpResponse:
        """A copy for this visitor; 304 where it is the same for everybody and they have it."""
        etag = self.headers.get("ETag")
        if etag and request.META.get("HTTP_IF_NONE_MATCH") == etag:
            response: HttpResponse = HttpResponseNotModified(headers=self.headers)
        else:
            response = self._copy("gzip" in request.META.get("HTTP_ACCEPT_ENCODING", ""))
        response.page = self
        return response

    def _copy(self, squeezed: bool) -> HttpResponse:
        new = {text: make().encode() for text, make in self.own.items()}
        fills = [new[text] for text in self.order]
        body = self.squeezed.gzip(fills) if squeezed else self.squeezed.plain(fills)
        response = HttpResponse(body, headers=self.headers)
        response["Content-Length"] = len(body)
        if squeezed:
            response["Content-Encoding"] = "gzip"
        return response


def _split(content: bytes, own: Own) -> tuple[list[bytes], list[str]]:
    """The parts between what is a visitor's own, and which of it stands after each part but the last."""
    if not own:
        return [content], []
    pieces = re.split(b"(" + b"|".join(re.escape(text.encode()) for text in own) + b")", content)
    return pieces[::2], [text.decode() for text in pieces[1::2]]


class Slot:
    """One address: its page, and since when."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.kept: tuple[Page, float] | None = None

    def page(self, make: Callable[[], HttpResponse], request: HttpRequest) -> Page | HttpResponse:
        """The page, made anew where it is too old; what must not be shared comes as it is.

        One visitor's thread makes it, and the others wait those milliseconds: a crowd makes one page.
        """
        if page := self.fresh():
            return page
        with self.lock:
            if page := self.fresh():
                return page
            # Its age counts from before it was made: what it says was read after that.
            began = monotonic()
            response = make()
            if not may_be_shared(request, response):
                return response
            page = Page(response)
            self.kept = page, began
            return page

    def fresh(self) -> Page | None:
        kept = self.kept
        return kept[0] if kept and monotonic() - kept[1] < settings.PAGE_SECONDS else None


class Shelf:
    """The slots of a process, in order of when they were last asked for."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._slots: OrderedDict[Address, Slot] = OrderedDict()

    def slot(self, address: Address) -> Slot:
        with self._lock:
            slot = self._slots.setdefault(address, Slot())
            self._slots.move_to_end(address)
            if len(self._slots) > MOST:
                self._slots.popitem(last=False)
            return slot

    def fresh(self, address: Address) -> Page | None:
        slot = self._slots.get(address)
        return slot.fresh() if slot else None


shelf = Shelf()
