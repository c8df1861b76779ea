"""What other sites fetch of a capsule: its pictures, its card, and where both are to be found."""

import re
from urllib.parse import SplitResult, parse_qs, urlsplit

from csp.constants import NONE
from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from capsules.models import Capsule
from coop.access import public
from coop.links import code_in, whole
from coop.raster import kept_jpeg_of, mark_of
from scheduling.pages.elsewhere.oembed import A_MINUTE, AN_HOUR, oembed
from scheduling.pages.elsewhere.on_sale import OnSale
from scheduling.pages.elsewhere.pictures import drawing
from scheduling.pages.showcase import Showcase

from .answers import asked_again, marked
from .capsule_page import visible_to

PIXELS = re.compile("[1-9][0-9]{0,4}")


@public
@require_safe
def share_picture(request, slug, shape):
    """A picture of the drop as it stands now, drawn once; of a draft only for its maker and for admins."""
    sale = on_sale(get_object_or_404(visible_to(request.user), slug=slug))
    variant = next((v for v in sale.show.variants if str(v.pk) == request.GET.get("variant")), None)
    try:
        svg = drawing(sale, shape, variant)
    except KeyError as unknown:
        raise Http404(f"no picture {unknown}") from unknown
    answer = asked_again(request, mark_of(svg)) or HttpResponse(kept_jpeg_of(svg), content_type="image/jpeg")
    return _kept(answer, mark_of(svg), sale.capsule, seconds=AN_HOUR)


@public
@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"], "form-action": [NONE]})  # type: ignore[arg-type]  # its views take no slug
def capsule_card(request, slug):
    """The capsule in a frame on any site. Its links leave the frame, and carry the referral's code along."""
    sale = on_sale(get_object_or_404(visible_to(request.user), slug=slug))
    page = whole(sale.capsule.get_absolute_url(), via=code_in(request.GET.get("via")))
    answer = render(request, "shop/card.html", {"sale": sale, "capsule": sale.capsule, "page": page})
    mark = mark_of(answer.content.decode())
    return _kept(asked_again(request, mark) or answer, mark, sale.capsule, seconds=A_MINUTE)


@public
@require_safe
def oembed_card(request):
    """oEmbed: the card of the capsule whose page lies at ?url=."""
    if request.GET.get("format", "json") != "json":
        return HttpResponse("Only JSON is spoken here.", status=501, content_type="text/plain")
    asked = _address(request.GET.get("url", ""))
    if asked.netloc not in (urlsplit(settings.PUBLIC_URL).netloc, request.get_host()):
        raise Http404("an address of another site")
    capsules = Capsule.objects.public().select_related("maker", "made_at")
    sale = on_sale(get_object_or_404(capsules, slug=_slug_in(asked.path)))
    answer = JsonResponse(
        oembed(
            sale,
            max_width=_pixels(request.GET.get("maxwidth")),
            max_height=_pixels(request.GET.get("maxheight")),
            via=code_in(parse_qs(asked.query).get("via", [""])[0]),
        )
    )
    # Read by scripts of other sites too: it says nothing that is not public.
    answer["Access-Control-Allow-Origin"] = "*"
    return marked(request, answer)


def on_sale(capsule: Capsule) -> OnSale:
    return OnSale(Showcase(capsule, variant=None, quantity=None, now=timezone.now()))


def _address(text: str) -> SplitResult:
    try:
        return urlsplit(text)
    except ValueError as nonsense:
        raise Http404("no address") from nonsense


def _slug_in(path: str) -> str:
    try:
        found = resolve(path)
    except Resolver404 as nothing:
        raise Http404("no page of ours") from nothing
    if found.url_name != "capsule":
        raise Http404("no capsule's page")
    return found.kwargs["slug"]


def _pixels(text: str | None) -> int | None:
    return int(text) if text and PIXELS.fullmatch(text) else None


def _kept(answer: HttpResponse, mark: str, capsule: Capsule, *, seconds: int) -> HttpResponse:
    answer["ETag"] = f'"{mark}"'
    is_public = capsule.status in (Capsule.Status.LISTED, Capsule.Status.CLOSED)
    answer["Cache-Control"] = f"public, max-age={seconds}" if is_public else "private, no-cache"
    return answer
