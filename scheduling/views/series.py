"""Booking the same hour again and again: what each date says, then all, some, or other times."""

from datetime import date, datetime

from django.contrib import messages
from django.shortcuts import redirect, render

from coop.access import maker_only
from coop.money import format_minor
from scheduling.actions.series import SeriesDay, book_series, look_at_series
from scheduling.forms.repeating import SeriesForm
from scheduling.refusals import BookingRefused

from .board import place_or_404


@maker_only
def series_new(request, slug, day):
    """The same hour each week or month, once its maker has seen the sum and what each date says."""
    place = place_or_404(slug)
    form = SeriesForm(
        request.POST or None, node=place.node, day=day, stations=place.stations, initial=request.GET.dict()
    )
    page, status = {"node": place.node, "day": day, "form": form}, 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        whole_minor = asked["station"].price_of(asked["length"]) * asked["times"]
        try:
            if request.POST.get("agreed") == str(whole_minor):
                return _series_booked(request, asked)
        except BookingRefused as refused:
            page["refusal"], status = refused, refused.status
        page |= looked_at(look_at_series(asked["station"], **_wanted(request, asked)), whole_minor // asked["times"])
    return render(request, "studio/series.html", page, status=status)


def looked_at(days: list[SeriesDay], each_minor: int) -> dict:
    """The dates, and what each of the acts would book."""
    free, offered = sum(each.booking is not None for each in days), sum(each.nearest is not None for each in days)
    return {
        "days": days,
        "free": free,
        "clashing": len(days) - free,
        "reachable": free + offered,
        "offered": offered,
        "free_minor": free * each_minor,
        "reachable_minor": (free + offered) * each_minor,
        "whole_minor": len(days) * each_minor,
    }


def _series_booked(request, asked):
    act = request.POST.get("act", "")
    instead = _instead(request.POST.getlist("instead")) if act == "instead" else {}
    bookings, clashes = book_series(
        asked["station"],
        **_wanted(request, asked),
        skip_clashes=act in ("skip", "instead"),
        title=asked["title"],
        instead=instead,
    )
    left_out = f" Left out: {'; '.join(str(clash) for clash in clashes)}" if clashes else ""
    total = format_minor(sum(booking.price_minor for booking in bookings))
    messages.success(request, f"Booked {len(bookings)} times, {total}.{left_out}")
    return redirect("bookings")


def _wanted(request, asked) -> dict:
    start = asked["start"]
    return {
        "maker": request.user.maker,
        "first_day": asked["on"],
        "start_minute": start.hour * 60 + start.minute,
        "minutes": asked["length"],
        "every": asked["every"],
        "times": asked["times"],
        "by": request.user,
    }


def _instead(sent: list[str]) -> dict[date, datetime]:
    """The offered times as the page wrote them: "2027-03-17 2027-03-17T09:00:00+00:00"; what is not so is left out."""
    found = {}
    for each in sent:
        day, _, moment = each.partition(" ")
        try:
            start = datetime.fromisoformat(moment)
            if start.tzinfo:
                found[date.fromisoformat(day)] = start
        except ValueError:
            continue
    return found
