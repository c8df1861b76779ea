"""The ledger of prime hours: how much of what everybody wants each maker holds in a week of a node's clock."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from coop.models import Maker, Node
from coop.times import Stretch, minute_of_day, staffed_stretches
from scheduling.models import Booking

WEEK = timedelta(weeks=1)


def minutes_shared(stretches: Iterable[Stretch], start: datetime, end: datetime) -> int:
    """How many minutes of [start, end) lie in the stretches, which do not overlap each other. Pure."""
    overlaps = (min(end, closes) - max(start, opens) for opens, closes in stretches)
    return round(sum((max(each, timedelta()) for each in overlaps), timedelta()) / timedelta(minutes=1))


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def prime_minutes(maker: Maker, node: Node, day: date) -> int:
    """The prime minutes that a maker holds at a node in the local week (Monday to Sunday) of `day`."""
    return prime_ledger(node, day)[maker.pk]


def prime_ledger(node: Node, day: date, *, besides: Booking | None = None) -> Counter[int]:
    """Maker's id → prime minutes held in the local week of `day`; 0 for everybody else."""
    span = _week_span(node, monday_of(day))
    prime = prime_stretches(node, *span)
    held: Counter[int] = Counter()
    if not prime:
        return held
    bookings = Booking.objects.live().filter(station__node=node, purpose=Booking.Purpose.MAKER, during__overlap=span)
    if besides is not None:
        bookings = bookings.exclude(pk=besides.pk)
    for maker, during in bookings.values_list("maker", "during"):
        held[maker] += minutes_shared(prime, during.lower, during.upper)
    return held


def prime_minutes_of_weeks(node: Node, maker: Maker, start: datetime, end: datetime, *, besides: Booking | None = None):
    """For each local week that [start, end) touches: its Monday, the minutes held, the minutes that it would add."""
    monday = monday_of(start.astimezone(node.zone).date())
    while (span := _week_span(node, monday))[0] < end:
        added = minutes_shared(prime_stretches(node, *span), start, end)
        yield monday, prime_ledger(node, monday, besides=besides)[maker.pk] if added else 0, added
        monday += WEEK


def prime_stretches(node: Node, start: datetime, end: datetime) -> list[Stretch]:
    week = [(hours.weekday, hours.opens_minute, hours.closes_minute) for hours in node.prime_hours.all()]
    return staffed_stretches(week, [], node.zone, start, end)


def _week_span(node: Node, monday: date) -> Stretch:
    return minute_of_day(monday, 0, node.zone), minute_of_day(monday + WEEK, 0, node.zone)
