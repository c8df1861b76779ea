"""Firings that makers opened for sharing, by the verbs that the pages use."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from itertools import product

from django.utils import timezone

from coop.models import Maker
from coop.times import from_local
from scheduling.actions.firing import join_firing, open_firing
from scheduling.models import Firing, Program, Station
from scheduling.refusals import BookingRefused

THURSDAYS_FIRST = (3, 4, 2, 1, 0)
"""Weekdays of next week, in the order in which they are tried."""

# cone, litres left, kilns in the order in which they are tried, least share in cents, shares of (maker, part of what is
# not left, pieces, what they are) …
FIRINGS = [
    (
        "6",
        62,
        ["big", "round"],
        400,
        [("kiezel", Decimal("0.7"), 42, "Breakfast bowls"), ("grofgoed", Decimal("0.3"), 8, "")],
    ),
    ("04", 38, ["round", "big"], 400, [("grofgoed", Decimal(1), 60, "Wall tiles")]),
]


def build() -> None:
    for cone, left, kilns, least_minor, shares in FIRINGS:
        slugs = [f"oosterkade-{kiln}-kiln" for kiln in kilns]
        Station.objects.filter(slug__in=slugs).update(least_share_minor=least_minor)
        stations = Station.objects.select_related("node", "kind").in_bulk(slugs, field_name="slug")
        first, *others = shares
        firing = opened([stations[slug] for slug in slugs], Program.objects.get(cone=cone), left, first)
        for share in others if firing else []:
            join_firing(firing, **of(firing.capacity_l - left, *share))


def opened(kilns: list[Station], program: Program, left: int, share) -> Firing | None:
    """On the first of next week's mornings that the plans of runs leave free."""
    for weekday, kiln in product(THURSDAYS_FIRST, kilns):
        try:
            wanted = of(kiln.capacity_l - left, *share)
            return open_firing(kiln, program=program, start=next_week(kiln, weekday), **wanted)
        except BookingRefused:
            continue
    return None


def of(litres: Decimal, maker: str, part: Decimal, pieces: int, title: str) -> dict:
    owner = Maker.objects.get(slug=maker)
    taken = (litres * part).quantize(Decimal("0.1"))
    return {"maker": owner, "litres": taken, "pieces": pieces, "title": title, "by": owner.people.first()}


def next_week(kiln: Station, weekday: int) -> datetime:
    today = timezone.now().astimezone(kiln.node.zone).date()
    monday = today - timedelta(days=today.weekday())
    return from_local(monday + timedelta(days=7 + weekday), time(10), kiln.node.zone)
