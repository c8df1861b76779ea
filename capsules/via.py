"""How people come: by a link with `?via=`, which is counted and remembered for thirty days, or by themselves.

What is remembered is a cookie of ours with two codes and two days, and only for whoever opened such a link. It names
nobody, and nobody else reads it. A browser that asks not to be followed (`Sec-GPC`), or keeps no cookies, takes the
code along in the order form.
"""

import re
from collections.abc import Callable
from functools import partial, wraps

from django.conf import settings
from django.utils import timezone
from django.utils.cache import patch_cache_control

from .actions.counting import count_view
from .models import Referral
from .touches import REMEMBERED, Touches, read_touches

COOKIE = SALT = "via"
MACHINES = re.compile(r"bot|crawl|spider|slurp|preview|monitor|curl|wget|python", re.IGNORECASE)


def counted(capsule: str = "") -> Callable:
    """Count who looks at a page and by which link they came; `capsule` names the argument that is a capsule's slug.

    It goes outside of `shared`, whose copies of the page are counted too.
    """

    def decorate(view):
        @wraps(view)
        def looked_at(request, *args, **kwargs):
            slug = kwargs.get(capsule, "")
            answer = view(request, *args, **kwargs)
            if page := getattr(answer, "page", None):
                page.seen = partial(count, slug)
            if request.method == "GET" and answer.status_code == 200:
                count(slug, request)
                if new := link_of(request):
                    remember(request, answer, new)
            return answer

        return looked_at

    return decorate


def count(slug: str, request) -> None:
    if request.method == "GET" and is_somebody(request):
        link = link_of(request)
        count_view(slug, link.code if link else "")


def is_somebody(request) -> bool:
    """A person who may buy: no program that says so, no page fetched ahead, none of us who are logged in."""
    headers = request.headers
    ahead = "prefetch" in headers.get("Sec-Purpose", headers.get("Purpose", ""))
    is_ours = settings.SESSION_COOKIE_NAME in request.COOKIES
    return not (ahead or is_ours or MACHINES.search(headers.get("User-Agent", "")))


def link_of(request) -> Referral | None:
    """Whose link led to this page, or to the page whose form this is."""
    code = (request.POST.get("via") or request.GET.get("via") or "").strip().lower()
    if not code:
        return None
    if not hasattr(request, "link"):
        request.link = Referral.objects.running().select_related("price_code").filter(code=code).first()
    return request.link


def touches_of(request) -> Touches:
    """By whose links they came, this one included."""
    today = timezone.now().date()
    known = read_touches(request.get_signed_cookie(COOKIE, default="", salt=SALT), today)
    new = link_of(request)
    return known.touched(new.code, today) if new else known


def remember(request, answer, link: Referral) -> None:
    patch_cache_control(answer, private=True)
    answer.page = None  # each copy comes by here
    if request.headers.get("Sec-GPC") == "1":
        return
    answer.set_signed_cookie(
        COOKIE,
        str(touches_of(request)),
        salt=SALT,
        max_age=REMEMBERED,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def links_for(request, capsule) -> tuple[Referral | None, Referral | None]:
    """The first link and the last one of those that count for this capsule's drop; both or neither."""
    touches = touches_of(request)
    if touches.last is None:
        return None, None
    codes = {touches.first.code, touches.last.code}
    counting = Referral.objects.for_capsule(capsule).select_related("price_code").filter(code__in=codes)
    found = {link.code: link for link in counting}
    first, last = found.get(touches.first.code), found.get(touches.last.code)
    return first or last, last or first
