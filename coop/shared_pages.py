"""Pages that anonymous visitors share: made once a second and given to all who ask within it.

`docs/decisions/0013-shared-pages.md` says what may be shared and why.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from functools import wraps
from hashlib import sha256
from threading import Lock
from time import monotonic

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers

from .squeezed import Squeezed

MOST = 200
"""Addresses that a process keeps; the one that was longest not asked for goes."""

Own = Mapping[str, Callable[[], str]]
"""Texts that stand in a page for one visitor alone, and how another visitor's are made."""


def shared(view):
    """Answer anonymous visitors with a page that is up to PAGE_SECONDS old.

    What stands in it for one visitor alone, the view says as `response.own`; each visitor gets their own.
    """
    shelf = Shelf()

    @wraps(view)
    def answered(request, *args, **kwargs):
        if not (settings.PAGE_SECONDS and is_anybodys(request)):
            return view(request, *args, **kwargs)
        address = (request.scheme, request.get_host(), request.get_full_path())
        found = shelf.slot(address).page(lambda: view(request, *args, **kwargs), request)
        return found.answer(request) if isinstance(found, Page) else found

    return answered


def is_anybodys(request: HttpRequest) -> bool:
    """Whether the answer can depend on nothing but the address: no session, no message that waits, no form sent."""
    theirs = {settings.SESSION_COOKIE_NAME, "messages"} & set(request.COOKIES)
    return request.method in ("GET", "HEAD") and not theirs


def may_be_shared(request: HttpRequest, response: HttpResponse) -> bool:
    """Not what sets a cookie, or carries a token of one: that belongs to one visitor."""
    has_token = request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
    return response.status_code == 200 and not response.streaming and not response.cookies and not has_token


class Page:
    """An answer without what was its first visitor's own."""

    def __init__(self, response: HttpResponse):
        self.own: Own = getattr(response, "own", {})
        parts, self.order = _split(response.content, self.own)
        self.squeezed = Squeezed(parts)
        self.headers = dict(response.headers)
        if not self.order:
            # Weak: it names the page, squeezed or not.
            self.headers["ETag"] = f'W/"{sha256(response.content).hexdigest()[:32]}"'

    def answer(self, request: HttpRequest) -> HttpResponse:
        """A copy for this visitor; 304 where it is the same for everybody and they have it."""
        etag = self.headers.get("ETag")
        if etag and request.headers.get("If-None-Match") == etag:
            response: HttpResponse = HttpResponseNotModified(headers=self.headers)
        else:
            response = self._copy("gzip" in request.headers.get("Accept-Encoding", ""))
        patch_vary_headers(response, ["Cookie", "Accept-Encoding"])
        return response

    def _copy(self, squeezed: bool) -> HttpResponse:
        new = {text: make().encode() for text, make in self.own.items()}
        fills = [new[text] for text in self.order]
        if not squeezed:
            return HttpResponse(self.squeezed.plain(fills), headers=self.headers)
        return HttpResponse(self.squeezed.gzip(fills), headers=self.headers | {"Content-Encoding": "gzip"})


def _split(content: bytes, own: Own) -> tuple[list[bytes], list[str]]:
    """The parts between what is a visitor's own, and which of it stands after each part but the last."""
    if not own:
        return [content], []
    pieces = re.split(b"(" + b"|".join(re.escape(text.encode()) for text in own) + b")", content)
    return pieces[::2], [text.decode() for text in pieces[1::2]]


class Slot:
    """One address: its page, and since when."""

    def __init__(self):
        self.lock = Lock()
        self.kept: tuple[Page, float] | None = None

    def page(self, make: Callable[[], HttpResponse], request: HttpRequest) -> Page | HttpResponse:
        """The page, made anew where it is too old; what must not be shared comes as it is.

        One visitor's thread makes it, and the others wait those milliseconds: a crowd makes one page.
        """
        if page := self._fresh():
            return page
        with self.lock:
            if page := self._fresh():
                return page
            # Its age counts from before it was made: what it says was read after that.
            began = monotonic()
            response = make()
            if not may_be_shared(request, response):
                return response
            page = Page(response)
            self.kept = page, began
            return page

    def _fresh(self) -> Page | None:
        kept = self.kept
        return kept[0] if kept and monotonic() - kept[1] < settings.PAGE_SECONDS else None


class Shelf:
    """The slots of a view, in order of when they were last asked for."""

    def __init__(self):
        self._lock = Lock()
        self._slots: OrderedDict[Hashable, Slot] = OrderedDict()

    def slot(self, address: Hashable) -> Slot:
        with self._lock:
            slot = self._slots.setdefault(address, Slot())
            self._slots.move_to_end(address)
            if len(self._slots) > MOST:
                self._slots.popitem(last=False)
            return slot
