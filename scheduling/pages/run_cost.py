"""What a run's pieces really took at stations and in firings, at the prices of those."""

from capsules.models import Run
from scheduling.actions.firing import shares_cost
from scheduling.models import Booking, LoadShare


def cost_of_run(run: Run) -> int:
    sessions = Booking.objects.live().filter(step__run=run).select_related("station")
    shares = LoadShare.objects.live().filter(step__run=run).select_related("firing__booking__station")
    fired = sum(shares_cost(share.firing)[share.pk] for share in shares.prefetch_related("firing__shares"))
    return fired + sum(session.station.price_of(session.minutes) for session in sessions)
