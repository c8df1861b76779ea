"""A week of makers' own bookings, by the verb that the board uses."""

from datetime import time, timedelta

from django.utils import timezone

from coop.models import Maker, User
from coop.refusals import Refusal
from coop.times import from_local
from scheduling.actions.booking import book
from scheduling.actions.maintenance import hold_for_maintenance
from scheduling.actions.series import book_series
from scheduling.models import Series, Station

# station, maker, (day from now, hour, minutes) …
WEEK = [
    ("oosterkade-wheel-1", "grofgoed", [(1, 9, 180), (2, 9, 180), (4, 14, 120)]),
    ("oosterkade-wheel-2", "kiezel", [(1, 10, 240), (3, 9, 240), (5, 11, 180)]),
    ("oosterkade-wheel-3", "grofgoed", [(3, 13, 120), (6, 10, 150)]),
    ("oosterkade-glazing-booth-1", "kiezel", [(2, 13, 120), (5, 13, 90)]),
    ("oosterkade-glazing-booth-2", "grofgoed", [(3, 15, 120)]),
    (
        "oosterkade-frame-1",
        "lus",
        [(1, 9, 480), (2, 9, 480), (3, 9, 300), (4, 10, 420)],
    ),
    ("oosterkade-frame-2", "lus", [(4, 9, 240)]),
    ("oosterkade-finishing-line", "lus", [(5, 10, 120), (6, 10, 90)]),
    (
        "marvila-frame-3",
        "no-cego",
        [(1, 14, 300), (2, 14, 300), (3, 14, 300), (4, 14, 240)],
    ),
    ("marvila-indigo-vat", "blauwhuis", [(2, 10, 180), (3, 10, 180), (5, 10, 180)]),
    ("marvila-cutting-table", "ourela", [(2, 15, 120), (4, 10, 120)]),
    ("marvila-press-and-hem", "ourela", [(3, 14, 180), (5, 14, 120)]),
]
WEDNESDAY = 2
MAINTENANCE = [("oosterkade-wheel-3", 2, 9, 120, "New belt")]


def build() -> None:
    """Book what the week's plan leaves free: a taken or unstaffed hour is left out, as a maker would."""
    for slug, maker, slots in WEEK:
        station = Station.objects.select_related("node").get(slug=slug)
        owner = Maker.objects.get(slug=maker)
        for days, hour, minutes in slots:
            start = at_hour(station, days, hour)
            attempt(
                book,
                station,
                maker=owner,
                start=start,
                minutes=minutes,
                by=owner.people.first(),
            )
    every_week()
    admin = User.objects.get(email="admin@coop.example")
    for slug, days, hour, minutes, reason in MAINTENANCE:
        station = Station.objects.select_related("node").get(slug=slug)
        attempt(
            hold_for_maintenance,
            station,
            start=at_hour(station, days, hour),
            minutes=minutes,
            reason=reason,
            by=admin,
        )


def every_week() -> None:
    """One maker's fixed afternoon, but for the days on which the plan was there first."""
    station = Station.objects.select_related("node").get(slug="oosterkade-wheel-3")
    owner = Maker.objects.get(slug="kiezel")
    first = at_hour(station, 1, 12).date()
    book_series(
        station,
        maker=owner,
        first_day=first + timedelta(days=(WEDNESDAY - first.weekday()) % 7),
        start_minute=15 * 60,
        minutes=120,
        every=Series.Every.WEEK,
        times=6,
        skip_clashes=True,
        by=owner.people.first(),
        title="Throwing afternoon",
    )


def at_hour(station, days: int, hour: int):
    today = timezone.now().astimezone(station.node.zone).date()
    return from_local(today + timedelta(days=days), time(hour), station.node.zone)


def attempt(verb, station, *, start, minutes, **words) -> None:
    try:
        verb(station, start=start, end=start + timedelta(minutes=minutes), **words)
    except Refusal:
        return
