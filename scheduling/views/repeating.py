"""Booking by other ways than the board's one slot: a series, or an admin for a maker."""

from django.contrib import messages
from django.shortcuts import redirect, render

from coop.access import admin_only, maker_only
from coop.money import format_minor
from scheduling.actions.booking import book, look_at_booking
from scheduling.actions.series import book_series
from scheduling.forms.repeating import ForMakerForm, SeriesForm
from scheduling.pages.board import board_day_of
from scheduling.refusals import BookingRefused, SeriesClashes

from .board import place_or_404, when


@maker_only
def series_new(request, slug, day):
    """The same hour each week or month, once its maker has seen the sum; where days clash, it offers the others."""
    place = place_or_404(slug)
    form = SeriesForm(
        request.POST or None, node=place.node, day=day, stations=place.stations, initial=request.GET.dict()
    )
    refusal, status, times, each_minor = None, 422 if form.errors else 200, 0, 0
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        times, each_minor = asked["times"], asked["station"].price_of(asked["length"])
        try:
            if asked["skip"] or request.POST.get("agreed") == str(each_minor * times):
                return _series_booked(request, asked)
        except BookingRefused as refused:
            refusal, status = refused, refused.status
    others = refusal.free if isinstance(refusal, SeriesClashes) else 0
    page = {
        "node": place.node,
        "day": day,
        "form": form,
        "refusal": refusal,
        "priced": times,
        "times": times,
        "total_minor": each_minor * times,
        "others": others,
        "others_minor": each_minor * others,
    }
    return render(request, "studio/series.html", page, status=status)


def _series_booked(request, asked):
    bookings, clashes = _book_series(request.user, asked)
    left_out = f" Left out: {'; '.join(str(clash) for clash in clashes)}" if clashes else ""
    total = format_minor(sum(booking.price_minor for booking in bookings))
    messages.success(request, f"Booked {len(bookings)} times, {total}.{left_out}")
    return redirect("bookings")


def _book_series(user, asked):
    start = asked["start"]
    return book_series(
        asked["station"],
        maker=user.maker,
        first_day=asked["on"],
        start_minute=start.hour * 60 + start.minute,
        minutes=asked["length"],
        every=asked["every"],
        times=asked["times"],
        skip_clashes=asked["skip"],
        by=user,
        title=asked["title"],
    )


@admin_only
def book_for(request, slug, day):
    """Book for a maker by the rules, or past one with a reason, once the sum and whose account it goes on were seen."""
    place = place_or_404(slug)
    form = ForMakerForm(
        request.POST or None, node=place.node, day=day, stations=place.stations, initial=request.GET.dict()
    )
    refusal, status, costs_minor, agreed = None, 422 if form.errors else 200, None, ""
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        wanted = {"maker": asked["maker"], "start": asked["starts_at"], "end": asked["ends_at"]}
        costs_minor = asked["station"].price_of(asked["length"])
        agreed = f"{asked['maker'].slug} {costs_minor}"
        try:
            if request.POST.get("agreed") == agreed:
                more = {"title": asked["title"], "override": asked["override"]}
                return _booked_for(request, place, book(asked["station"], by=request.user, **wanted, **more))
            if not asked["override"]:
                look_at_booking(asked["station"], **wanted)
        except BookingRefused as refused:
            refusal, status = refused, refused.status
    page = {"node": place.node, "day": day, "form": form, "refusal": refusal}
    return render(request, "studio/book_for.html", page | {"costs_minor": costs_minor, "agreed": agreed}, status=status)


def _booked_for(request, place, booking):
    said = f"{booking.station} is booked for {booking.maker}: {when(booking, place.node)}"
    messages.success(request, f"{said}, {format_minor(booking.price_minor)} on their account.")
    return redirect("board-day", place.node.slug, board_day_of(place.node, booking.during.lower))
