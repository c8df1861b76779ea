"""Booking by another way than the board's one slot: an admin for a maker."""

from django.contrib import messages
from django.shortcuts import redirect, render

from coop.access import admin_only
from coop.money import format_minor
from scheduling.actions.booking import book, look_at_booking
from scheduling.forms.repeating import ForMakerForm
from scheduling.pages.board import board_day_of
from scheduling.refusals import BookingRefused

from .board import place_or_404, when


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
