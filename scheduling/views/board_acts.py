"""What makers do to what is booked: cancel, move, take either back, wait for a slot, and take an offer."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from coop.access import maker_only, member
from coop.money import format_minor
from coop.refusals import Refusal
from scheduling.actions.cancelling import cancel, undo_cancel
from scheduling.actions.moving import move, undo_move
from scheduling.actions.waiting import take_offer, wish, withdraw_wish
from scheduling.forms.booking import BookingForm, MoveForm
from scheduling.models import Booking, SlotWish
from scheduling.pages.board import board_day_of, page_of
from scheduling.refusals import BookingRefused, MoveCosts

from .board import form_of, place_or_404, when
from .undoing import remember_undo, undo_of


def to_board(booking):
    node = booking.station.node
    return redirect("board-day", node.slug, board_day_of(node, booking.during.lower))


def bookings_by_hand(user):
    return Booking.objects.cancellable_by(user).select_related("station__node", "station__kind", "maker")


@member
@require_POST
def booking_cancel(request, pk):
    """Give back one's own booking; an admin anybody's."""
    booking = get_object_or_404(bookings_by_hand(request.user), pk=pk)
    try:
        fee = cancel(booking, by=request.user, seen_minor=seen_minor(request))
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        remember_undo(request, "cancel", booking)
        costs = f" It was late, and costs {format_minor(fee)}." if fee else ""
        messages.success(request, f"Cancelled: {booking.station}, {when(booking, booking.station.node)}.{costs}")
    return to_board(booking) if request.POST.get("back") == "board" else redirect("bookings")


def seen_minor(request) -> int | None:
    """What the page that was sent said it costs; None where it said nothing."""
    said = request.POST.get("fee", "")
    return int(said[:9]) if said.isdecimal() else None


@member
@require_POST
def booking_move(request, pk):
    """Let one's own booking lie elsewhere, by the rules of a new one."""
    booking = get_object_or_404(bookings_by_hand(request.user), pk=pk)
    place = place_or_404(booking.station.node.slug)
    node = place.node
    form = MoveForm(request.POST, node=node, day=booking.local_day, stations=place.stations)
    refusal, status, costs = None, 422, None
    if form.is_valid():
        asked = form.cleaned_data
        wanted = {"start": asked["starts_at"], "end": asked["ends_at"], "station": asked["station"]}
        try:
            moved = move(booking, **wanted, by=request.user, seen_minor=form.seen_minor(booking.price_minor))
        except MoveCosts as another:
            refusal, status, costs = another, another.status, another.sum_minor
        except Refusal as refused:
            refusal, status = refused, refused.status
        else:
            remember_undo(request, "move", moved)
            messages.success(request, f"Moved: {moved.station}, {when(moved, node)}, {costs_words(booking, moved)}.")
            return to_board(moved)
    day = board_day_of(node, booking.during.lower)
    blank = BookingForm(node=node, day=day, stations=place.stations)
    page = page_of(request.user, place, day, view="day", form=blank, refusal=refusal, booking=booking, move_form=form)
    return render(request, "studio/board.html", page | {"move_price": costs}, status=status)


def costs_words(before, moved) -> str:
    """ "€6.00", "€6.00, and €3.00 for the late change"."""
    late_minor = moved.late_fee_minor - before.late_fee_minor
    late = f", and {format_minor(late_minor)} for the late change" if late_minor else ""
    return f"{format_minor(moved.price_minor)}{late}"


@member
@require_POST
def booking_undo(request, pk):
    """Take back what one did to a booking in the last ten seconds."""
    booking = get_object_or_404(touchable(request.user), pk=pk)
    verb = {"book": cancel, "move": undo_move, "cancel": undo_cancel}.get(undo_of(request, booking))
    if verb is None:
        messages.error(request, "There is nothing to undo any more.")
        return to_board(booking)
    try:
        verb(booking, by=request.user)
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"Undone. {booking.station} is as it was before.")
    booking.refresh_from_db()
    return to_board(booking)


def touchable(user):
    """Released ones too: a cancelling is undone."""
    rows = Booking.objects.select_related("station__node", "station__kind", "maker")
    return rows if user.is_admin else rows.owned_by(user)


@maker_only
@require_POST
def wish_new(request, slug, day):
    """Wait for a stretch that somebody else holds."""
    place = place_or_404(slug)
    form = form_of(request, place, day)
    if not form.is_valid():
        page = page_of(request.user, place, day, view="day", form=form)
        return render(request, "studio/board.html", page, status=422)
    asked = form.cleaned_data
    maker = request.user.maker
    try:
        wish(asked["station"], maker=maker, start=asked["starts_at"], end=asked["ends_at"], by=request.user)
    except BookingRefused as refused:
        page = page_of(request.user, place, day, view="day", form=form, refusal=refused)
        return render(request, "studio/board.html", page, status=refused.status)
    messages.success(request, f"You wait for {asked['station']}. When it is free, it is kept for you for 15 minutes.")
    return redirect("bookings")


@maker_only
@require_POST
def wish_act(request, pk):
    """Take what is offered, or leave the waiting list."""
    wishes = SlotWish.objects.filter(maker=request.user.maker).select_related("station__node", "station__kind")
    wished = get_object_or_404(wishes, pk=pk)
    try:
        if request.POST.get("act") == "take":
            booking = take_offer(wished, by=request.user)
            messages.success(request, f"Booked: {wished.station}, {when(booking, wished.station.node)}.")
        else:
            withdraw_wish(wished, by=request.user)
            messages.success(request, f"You no longer wait for {wished.station}.")
    except Refusal as refused:
        messages.error(request, str(refused))
    return redirect("bookings")
