"""Firings that makers opened for sharing, by the verbs that the pages use."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from coop.models import Maker
from coop.times import from_local
from scheduling.actions.firing import join_firing, open_firing
from scheduling.models import Firing, Program, Station
from scheduling.refusals import BookingRefused

THURSDAY, FRIDAY = 3, 4

# kiln, cone, weekday of next week, hour, least share in cents, shares of (maker, litres, pieces, what they are) …
FIRINGS = [
    (
        "oosterkade-round-kiln",
        "6",
        (THURSDAY, 10),
        400,
        [("kiezel", 96, 42, "Breakfast bowls"), ("grofgoed", 40, 8, "")],
    ),
    ("oosterkade-big-kiln", "04", (FRIDAY, 12), 500, [("grofgoed", 290, 60, "Wall tiles")]),
]


def build() -> None:
    for slug, cone, (weekday, hour), least_minor, shares in FIRINGS:
        Station.objects.filter(slug=slug).update(least_share_minor=least_minor)
        kiln = Station.objects.select_related("node", "kind").get(slug=slug)
        first, *others = shares
        firing = opened(kiln, Program.objects.get(kind=kiln.kind, cone=cone), next_week(kiln, weekday, hour), first)
        for share in others if firing else []:
            join_firing(firing, **of(*share))


def opened(kiln: Station, program: Program, start: datetime, share) -> Firing | None:
    """Loaded at `start`, or at the nearest time that the week's plan leaves free."""
    starts = [start]
    for attempt in starts:
        try:
            return open_firing(kiln, program=program, start=attempt, **of(*share))
        except BookingRefused as refused:
            if attempt is start:
                starts += [each.start for each in refused.alternatives if each.station == kiln]
    return None


def of(maker: str, litres: int, pieces: int, title: str) -> dict:
    owner = Maker.objects.get(slug=maker)
    return {
        "maker": owner,
        "litres": Decimal(litres),
        "pieces": pieces,
        "title": title,
        "by": owner.people.first(),
    }


def next_week(kiln: Station, weekday: int, hour: int) -> datetime:
    today = timezone.now().astimezone(kiln.node.zone).date()
    monday = today - timedelta(days=today.weekday())
    return from_local(monday + timedelta(days=7 + weekday), time(hour), kiln.node.zone)
