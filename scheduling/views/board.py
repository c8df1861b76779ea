from datetime import date
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from coop.access import member
from coop.models import Node
from coop.money import format_minor
from coop.phrases import span_words
from scheduling.actions import booking as verbs
from scheduling.forms.booking import BookingForm, MoveForm
from scheduling.models import Booking
from scheduling.pages.board import (
    board_day_of,
    first_day,
    page_of,
    panel_asked,
    place_of,
    refusal_of,
    table_of,
)
from scheduling.pages.board_mark import mark_of
from scheduling.pages.day_list import usual_minutes
from scheduling.refusals import BookingRefused

from .undoing import remember_undo, undo_shown

VIEWS = ("day", "week")


@member
def board(request):
    """The board of one's own node: today, or its next staffed day."""
    user = request.user
    node = user.maker.home if user.maker else user.desk or Node.objects.first()
    if node is None:
        raise Http404("There is no node yet.")
    return redirect("board-day", node.slug, first_day(node, timezone.now()))


@member
def board_day(request, slug, day):
    """A node's stations on one local day or in its week, and the form that books one."""
    place = place_or_404(slug)
    node = place.node
    if chosen_day := read_day(request.GET.get("go")):
        return redirect(f"{day_address(node, chosen_day)}?view={view_of(request)}")
    form = form_of(request, place, day)
    refusal, status = None, 200
    if request.method == "POST":
        if request.user.maker is None:
            raise PermissionDenied("Makers book stations. Log in as one.")
        try:
            if form.is_valid():
                return booked(request, node, form)
            status = 422
        except BookingRefused as refused:
            refusal, status = refused, refused.status
    chosen = booking_shown(request, node)
    page = page_of(
        request.user,
        place,
        day,
        view=view_of(request),
        form=form,
        refusal=refusal,
        booking=chosen,
        move_form=move_form_of(chosen, place) if chosen else None,
    )
    return render(request, "studio/board.html", page | {"undo": undo_shown(request)}, status=status)


@member
def board_table(request, slug, day):
    """The table alone, for a page that is open: 304 while nothing has changed."""
    node, view = get_object_or_404(Node, slug=slug), view_of(request)
    mark = mark_of(request.user, node, day, view)
    if request.headers.get("If-None-Match") == mark:
        answer = HttpResponse(status=304)
    else:
        place = place_or_404(slug)
        panel = panel_asked(form_of(request, place, day))
        panel = None if panel and refusal_of(panel, request.user) else panel
        table = table_of(request.user, place.node, day, view=view, stations=place.stations, panel=panel)
        answer = render(request, "studio/board_table.html", table)
    answer["ETag"] = mark
    answer["Cache-Control"] = "private, no-cache"
    return answer


def place_or_404(slug):
    place = place_of(slug)
    if place is None:
        raise Http404("There is no such node.")
    return place


def view_of(request) -> str:
    view = request.GET.get("view", "day")
    return view if view in VIEWS else "day"


def read_day(text) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def day_address(node, day: date) -> str:
    return redirect("board-day", node.slug, day).url


def where_last(maker, node) -> str | None:
    """The station that somebody booked last: a potter does not look for the dye vat."""
    last = Booking.objects.filter(maker=maker, station__node=node).order_by("-pk")
    return last.values_list("station__slug", flat=True).first()


def form_of(request, place, day) -> BookingForm:
    """Bound to what was sent or, where a stretch was chosen by a link, to that."""
    node, stations = place.node, place.stations
    if request.method == "POST":
        return BookingForm(request.POST, node=node, day=day, stations=stations)
    if not {"station", "start"} <= request.GET.keys():
        begins = {"station": partial(where_last, request.user.maker, node)}  # asked only where the form is shown
        return BookingForm(node=node, day=day, stations=stations, initial=begins)
    asked = request.GET.copy()
    station = next((each for each in stations if each.slug == asked["station"]), None)
    if station and "length" not in asked:
        asked["length"] = str(usual_minutes(station.kind, station.kind.longest_minutes))
    return BookingForm(asked, node=node, day=day, stations=stations)


def booking_shown(request, node) -> Booking | None:
    """The booking that a link of the board chose."""
    chosen = request.GET.get("booking", "")
    if not chosen.isdecimal():
        return None
    live = Booking.objects.live().filter(station__node=node)
    rows = live.select_related(
        "station__node", "station__kind", "maker", "step__operation", "step__run__capsule", "firing__program"
    )
    return rows.filter(pk=chosen[:18]).first()


def move_form_of(booking: Booking, place) -> MoveForm:
    """Filled with where the booking lies now."""
    local = booking.during.lower.astimezone(place.node.zone)
    lies = {"station": booking.station.slug, "on": local.date(), "start": local.time(), "length": booking.minutes}
    return MoveForm(node=place.node, day=local.date(), stations=place.stations, initial=lies)


class PriceChanged(BookingRefused):
    """The sum that the page showed belongs to another choice."""

    stands = False


def booked(request, node, form):
    asked = form.cleaned_data
    if (costs := form.changed_price) is not None:
        raise PriceChanged(f"That costs {format_minor(costs)}. Nothing is booked yet: look at it, then book.")
    booking = verbs.book(
        asked["station"],
        maker=request.user.maker,
        start=asked["starts_at"],
        end=asked["ends_at"],
        by=request.user,
        title=asked["title"],
    )
    remember_undo(request, "book", booking)
    price = format_minor(booking.price_minor)
    messages.success(request, f"{booking.station} is booked: {when(booking, node)}, {price}.")
    return redirect("board-day", node.slug, board_day_of(node, booking.during.lower))


def when(booking, node) -> str:
    start, end = (moment.astimezone(node.zone) for moment in (booking.during.lower, booking.during.upper))
    return span_words(start, end, timezone.now().astimezone(node.zone).date())
