from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from coop.access import admin_only, maker_only, member
from coop.models import Node
from coop.money import format_minor
from coop.phrases import span_words
from scheduling.actions import booking as bookings_verbs
from scheduling.actions.cancelling import cancel
from scheduling.actions.maintenance import hold_for_maintenance
from scheduling.daylist import Day, kinds_of_day
from scheduling.forms.booking import BookingForm, MaintenanceForm
from scheduling.models import Booking, LoadShare
from scheduling.refusals import BookingRefused, CannotCancel, InTheWay

PAST_SHOWN = 20


@member
def board(request):
    """The board of one's own node, today."""
    user = request.user
    node = user.maker.home if user.maker else user.desk or Node.objects.first()
    if node is None:
        raise Http404("There is no node yet.")
    return redirect("board-day", node.slug, timezone.now().astimezone(node.zone).date())


@member
def board_day(request, slug, day):
    """A node's stations on one local day, and the form that books one."""
    node = get_object_or_404(Node.objects.prefetch_related("staffed_hours", "closures"), slug=slug)
    stations = list(node.stations.in_service().select_related("kind").order_by("kind__group", "kind__name", "name"))
    form = BookingForm(request.POST or None, node=node, day=day, stations=stations, initial=request.GET.dict())
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

    today = Day(node, day, timezone.now(), request.user)
    held = (
        Booking.objects.live()
        .filter(station__in=stations)
        .within(today.start, today.end)
        .select_related("maker", "step__operation", "step__run__capsule", "firing__program")
    )
    page = {
        "node": node,
        "nodes": Node.objects.all(),
        "day": today,
        "week": [day + timedelta(days=offset) for offset in range(-day.weekday(), 7 - day.weekday())],
        "week_before": day - timedelta(days=7),
        "week_after": day + timedelta(days=7),
        "kinds": kinds_of_day(today, stations, list(held)),
        "form": form,
        "refusal": refusal,
        "offers": offers(refusal, node),
    }
    return render(request, "studio/board.html", page, status=status)


def booked(request, node, form):
    asked = form.cleaned_data
    booking = bookings_verbs.book(
        asked["station"],
        maker=request.user.maker,
        start=asked["starts_at"],
        end=asked["ends_at"],
        by=request.user,
        title=asked["title"],
    )
    messages.success(
        request, f"{booking.station} is booked: {when(booking, node)}, {format_minor(booking.price_minor)}."
    )
    return redirect("board-day", node.slug, booking.local_day)


def offers(refusal, node):
    """The refusal's alternatives, each as a form that only needs to be sent."""
    found = []
    for letter, slot in zip("ABC", refusal.alternatives if refusal else [], strict=False):
        local = slot.start.astimezone(node.zone)
        typed = {"start": f"{local:%H:%M}", "start_which": local.fold, "length": slot.minutes}
        found.append({"letter": letter, "slot": slot, "day": local.date(), "typed": typed})
    return found


def when(booking, node) -> str:
    start, end = (moment.astimezone(node.zone) for moment in (booking.during.lower, booking.during.upper))
    return span_words(start, end, timezone.now().astimezone(node.zone).date())


@admin_only
def maintenance(request, slug, day):
    """Hold a station for maintenance from a day of its board on."""
    node = get_object_or_404(Node, slug=slug)
    form = MaintenanceForm(request.POST or None, node=node, day=day, initial=request.GET.dict())
    refusal, status = None, 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            displaced = hold_for_maintenance(
                asked["station"],
                start=asked["starts_at"],
                end=asked["ends_at"],
                reason=asked["reason"],
                by=request.user,
            )
        except (InTheWay, BookingRefused) as refused:
            refusal, status = refused, refused.status
        else:
            told = f" {len(displaced)} displaced, and their makers told." if displaced else ""
            messages.success(request, f"{asked['station']} is held for maintenance.{told}")
            return redirect("board-day", node.slug, day)
    page = {"node": node, "day": day, "form": form, "refusal": refusal}
    return render(request, "studio/board_maintenance.html", page, status=status)


@maker_only
def bookings(request):
    """What is booked for the maker: by hand, by the plans of runs, and in firings."""
    now = timezone.now()
    mine = (
        Booking.objects.live()
        .owned_by(request.user)
        .select_related("station__node", "station__kind", "step__operation", "step__run__capsule")
    )
    shares = (
        LoadShare.objects.live()
        .filter(maker=request.user.maker_id)
        .select_related(
            "step__operation",
            "step__run__capsule",
            "firing__program",
            "firing__booking__station__node",
            "firing__booking__station__kind",
        )
    )
    page = {
        "now": now,
        "coming": mine.filter(during__endswith__gt=now).order_by("during"),
        "past": mine.filter(during__endswith__lte=now).order_by("-during")[:PAST_SHOWN],
        "shares": shares.filter(firing__booking__during__endswith__gt=now).order_by("firing__booking__during"),
    }
    return render(request, "studio/bookings.html", page)


@member
@require_POST
def booking_cancel(request, pk):
    """Give back one's own booking; an admin anybody's."""
    cancellable = Booking.objects.cancellable_by(request.user).select_related("station__node")
    booking = get_object_or_404(cancellable, pk=pk)
    node = booking.station.node
    try:
        cancel(booking, by=request.user)
        messages.success(request, f"Cancelled: {booking.station}, {when(booking, node)}.")
    except CannotCancel as refused:
        messages.error(request, str(refused))
    if request.POST.get("back") == "board":
        return redirect("board-day", node.slug, booking.local_day)
    return redirect("bookings")
