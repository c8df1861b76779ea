import hashlib

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_POST, require_safe

from coop.access import maker_only, secret_link
from coop.models import Maker
from scheduling.actions import feeds
from scheduling.calendar.appointments import KEPT, appointments_of
from scheduling.calendar.writing import feed
from scheduling.models import CalendarFeed


@secret_link
@require_safe
def calendar_feed(request, secret):
    """A maker's calendar as programs read it. Nothing is written out where nothing changed."""
    readable = CalendarFeed.objects.exclude(maker__status=Maker.Status.LEFT).select_related("maker")
    maker = get_object_or_404(readable, secret=secret).maker
    appointments = appointments_of(maker, now=timezone.now())
    etag = quote_etag(hashlib.sha256(repr((maker.name, appointments)).encode()).hexdigest()[:32])
    answer = get_conditional_response(request, etag)
    if answer is None:
        content = feed(f"{maker}, Coop", appointments)
        answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
        answer["Content-Disposition"] = f'inline; filename="{maker.slug}.ics"'
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    return answer


@maker_only
def calendar(request):
    """The address of one's own calendar, and how to subscribe to it."""
    path = reverse("calendar-feed", args=[feeds.feed_of(request.user.maker).secret])
    address = settings.PUBLIC_URL + path
    page = {"address": address, "webcal": f"webcal://{address.partition('://')[2]}", "days_kept": KEPT.days}
    return render(request, "studio/calendar.html", page)


@maker_only
@require_POST
def calendar_reset(request):
    feeds.reset_feed(request.user.maker, by=request.user)
    messages.success(request, "Your calendar has a new address. The old one shows nothing any more.")
    return redirect("calendar")
