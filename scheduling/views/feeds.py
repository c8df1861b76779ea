"""What search engines, shopping sites and feed readers fetch."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from capsules.models import Capsule
from coop.access import public
from coop.links import whole, whole_page
from coop.models import Maker
from scheduling.pages.elsewhere.drops_feed import drops_feed
from scheduling.pages.elsewhere.many_shown import LONG_AGO, changed_at
from scheduling.pages.elsewhere.product_feed import product_feed

from .answers import marked

CLOSED_TO_ROBOTS = (
    *("/o/", "/w/", "/p/", "/calendar/", "/find-order/"),
    *("/studio/", "/office/", "/floor/", "/desk/", "/accounts/", "/home/", "/welcome/", "/api/", "/health/"),
)
"""Secret links, and what is only for people who work here."""


@public
@require_safe
def products(request):
    return marked(request, HttpResponse(product_feed(now=timezone.now()), content_type="application/xml"))


@public
@require_safe
def drops(request):
    feed, last = drops_feed(now=timezone.now())
    return marked(request, HttpResponse(feed, content_type="application/atom+xml"), changed_at=last)


@public
@require_safe
def sitemap(request):
    """Every public page that somebody may look for; orders, pieces and waiting lists are found by their links alone."""
    capsules = list(Capsule.objects.public().order_by("-opens_at", "-pk"))
    changed = changed_at(capsules, now=timezone.now())
    last = max(changed.values(), default=LONG_AGO)
    makers = Maker.objects.exclude(status=Maker.Status.APPLIED).values_list("slug", flat=True)
    pages = [(whole_page("shop"), last), (whole_page("makers"), None), (whole_page("policies"), None)]
    pages += [(whole_page("maker", slug), None) for slug in makers]
    pages += [(whole(each.get_absolute_url()), changed[each.pk]) for each in capsules]
    return marked(request, render(request, "shop/sitemap.xml", {"pages": pages}, content_type="application/xml"))


@public
@require_safe
def robots(request):
    closed = "".join(f"Disallow: {path}\n" for path in CLOSED_TO_ROBOTS)
    text = f"User-agent: *\n{closed}\nSitemap: {whole_page('sitemap')}\n"
    return marked(request, HttpResponse(text, content_type="text/plain"))
