"""Saying that one is there: makers for themselves, the node's staff for whoever comes in."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from coop.access import member
from coop.refusals import Refusal
from scheduling.actions.checking_in import check_in
from scheduling.models import Booking


def bookings_met_by(user):
    """An admin meets everybody, the staff whoever books at their node, a maker themselves."""
    rows = Booking.objects.live().filter(purpose=Booking.Purpose.MAKER).select_related("station__node", "maker")
    if user.is_admin:
        return rows
    return rows.filter(station__node=user.desk_id) if user.desk_id else rows.owned_by(user)


@member
@require_POST
def booking_check_in(request, pk):
    booking = get_object_or_404(bookings_met_by(request.user), pk=pk)
    try:
        check_in(booking, by=request.user)
        messages.success(request, f"{booking.maker} is checked in: {booking.station}.")
    except Refusal as refused:
        messages.error(request, str(refused))
    if request.POST.get("back") == "floor":
        return redirect("floor", booking.station.node.slug)
    return redirect("bookings")
