import gzip
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

import brotli
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response

from capsules.artwork import draw
from capsules.models import Capsule
from coop.access import maker_only, public

AN_HOUR = 3600


class Drawn(NamedTuple):
    plain: bytes
    squeezed: Mapping[str, bytes]
    """By the name of the encoding, the smallest first."""
    etag: str
    """Weak: it names the drawing, squeezed or not."""


@lru_cache(maxsize=256)
def _drawn(kind: str, slug: str, palette: str, variant: str) -> Drawn:
    plain = draw(kind, slug, palette, variant=variant).encode()
    squeezed = {"br": brotli.compress(plain), "gzip": gzip.compress(plain, mtime=0)}
    return Drawn(plain, squeezed, f'W/"{sha256(plain).hexdigest()[:32]}"')


@public
def artwork(request, slug):
    """A capsule's own drawing, in the colours of `?variant=`; of a draft only for its maker and for admins."""
    capsule = get_object_or_404(_visible_to(request.user), slug=slug)
    wanted = request.GET.get("variant", "")
    variant = capsule.variants.filter(pk=wanted).first() if wanted.isdecimal() else None
    palette = (variant and variant.palette) or capsule.palette
    drawn = _drawing(capsule.artwork, capsule.drawn_from, palette, variant.name if variant else "")
    is_public = capsule.status in (Capsule.Status.LISTED, Capsule.Status.CLOSED)
    return _answer(request, drawn, f"public, max-age={AN_HOUR}" if is_public else "private, no-cache")


@maker_only
def drawing(request, kind, palette):
    """How a drawing looks that a maker may choose, of no capsule yet."""
    return _answer(request, _drawing(kind, kind, palette, ""), f"private, max-age={AN_HOUR}")


def _drawing(kind: str, slug: str, palette: str, variant: str) -> Drawn:
    try:
        return _drawn(kind, slug, palette, variant)
    except KeyError as unknown:
        raise Http404(f"no drawing {unknown}") from unknown


def _answer(request, drawn: Drawn, cache_control: str):
    accepted = {each.partition(";")[0].strip() for each in request.headers.get("Accept-Encoding", "").split(",")}
    encoding = next((name for name in drawn.squeezed if name in accepted), None)
    headers = {"ETag": drawn.etag, "Vary": "Accept-Encoding", "Cache-Control": cache_control}
    if encoding:
        headers["Content-Encoding"] = encoding
    body = drawn.squeezed[encoding] if encoding else drawn.plain
    response = HttpResponse(body, "image/svg+xml", headers=headers)
    return get_conditional_response(request, etag=drawn.etag, response=response)


def _visible_to(user):
    if user.is_authenticated:
        return Capsule.objects.all() if user.is_admin else Capsule.objects.public() | Capsule.objects.owned_by(user)
    return Capsule.objects.public()
