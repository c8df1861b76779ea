"""What stands on the board's page: the day or the week, its panel, and what a refusal offers."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from coop.models import Node
from coop.times import minute_of_day
from scheduling.actions.booking import look_at_booking
from scheduling.actions.nearest import nearest_slots
from scheduling.board.axis import Axis, axis_of, day_shown
from scheduling.models import Booking, Station
from scheduling.refusals import BookingRefused, InThePast, StationTaken

from .board_mark import mark_of
from .board_panel import Panel, chosen_of, clash_words, drawn_offers, in_the_way, is_own, later_words, panel_of
from .board_rows import Reader, bookings_between, rows_of_day
from .board_week import KEY, busy_of_week, held_in, occupied_in, rows_of_week, strip_of_week, week_of
from .day_list import Day, kinds_of_day


def hours_of(node) -> list[tuple[int, int]]:
    return [(hours.opens_minute, hours.closes_minute) for hours in node.staffed_hours.all()]


def axis_for(node, day: date) -> Axis:
    return axis_of(day, node.zone, hours_of(node))


def board_day_of(node, moment) -> date:
    """The day on whose board a moment is."""
    return day_shown(moment, node.zone, hours_of(node))


def first_day(node, now) -> date:
    """Today or, when nobody is there any more today, the next day on which somebody is."""
    today = now.astimezone(node.zone).date()
    staffed = node.staffed_between(now, minute_of_day(today + timedelta(days=15), 0, node.zone))
    return staffed[0][0].astimezone(node.zone).date() if staffed else today


def stations_of(node) -> list[Station]:
    """Exclusive kinds first, for they are what a maker books here; kilns last."""
    rows = node.stations.in_service().select_related("kind").order_by("kind__use", "kind__group", "kind__name", "name")
    stations = list(rows)
    for station in stations:
        station.node = node
    return stations


@dataclass(frozen=True)
class Place:
    """A node with its stations, and all nodes to go to."""

    node: Node
    nodes: list[Node]
    stations: list[Station]


def place_of(slug: str) -> Place | None:
    """The node of that address; None where there is none."""
    nodes = list(Node.objects.prefetch_related(*Node.HOURS))
    node = next((each for each in nodes if each.slug == slug), None)
    return Place(node, nodes, stations_of(node)) if node else None


def table_of(user, node, day: date, *, view: str, stations=None, panel=None, offers=()) -> dict:
    """The table and, for a day, the list that phones show."""
    shown = Day(node, day, timezone.now(), user)
    stations = stations if stations is not None else stations_of(node)
    page = {"node": node, "day": shown, "view": view}
    if view == "week":
        week = week_of(node, day)
        busy = busy_of_week(user, week, stations)
        shifts, kinds = rows_of_week(shown, week, stations, busy)
        return page | {"shifts": shifts, "week_days": shifts[::3], "kinds": kinds, "busy": busy, "key": KEY}
    axis = axis_for(node, day)
    staffed = node.staffed_between(axis.start, axis.end)
    closed = shown.closure.reason if shown.closure else ""
    bookings = bookings_between(stations, min(shown.start, axis.start), max(shown.end, axis.end))
    today = [each for each in bookings if each.occupied.lower < shown.end and shown.start < each.occupied.upper]
    return page | {
        "axis": axis,
        "staff_heads": list(axis.staff(staffed, closed)),
        "hour_heads": list(axis.hours(staffed)),
        "now_x": axis.percent(shown.now) if axis.has(shown.now) else None,
        "kinds": rows_of_day(shown, axis, stations, bookings, drawn_offers(panel, list(offers), node.zone)),
        "list_kinds": kinds_of_day(shown, stations, today),
    }


def page_of(user, place, day: date, *, view: str, form, refusal=None, booking=None, move_form=None) -> dict:
    """Everything but the answer's status."""
    node, stations = place.node, place.stations
    panel = None if booking else panel_asked(form)
    refusal = refusal or (refusal_of(panel, user) if panel else None)
    clash = clash_of(refusal, move_form if booking else form, booking, user)
    offers = offers_of(refusal, node, panel.start if panel else asked_start(move_form))
    week = week_of(node, day)
    table = table_of(user, node, day, view=view, stations=stations, panel=None if refusal else panel, offers=offers)
    taken = held_in(table["busy"]) if view == "week" else occupied_in(week, stations)
    step = timedelta(days=7 if view == "week" else 1)
    return table | {
        "nodes": place.nodes,
        "week": strip_of_week(week, taken, len(stations)),
        "monday": week.monday,
        "sunday": week.monday + timedelta(days=6),
        "week_before": day - timedelta(days=7),
        "week_after": day + timedelta(days=7),
        "day_before": day - step,
        "day_after": day + step,
        "form": form,
        "panel": panel,
        "chosen": chosen(booking, table["day"], table.get("axis")) if booking else None,
        "move_form": move_form,
        "refusal": refusal,
        "clash": clash.words if clash else "",
        "offers": offers,
        "may_book": panel is not None and not (refusal and refusal.stands),
        "can_wait": isinstance(refusal, StationTaken)
        and panel is not None
        and panel.start > timezone.now()
        and not (clash and clash.own),
        "mark": mark_of(user, node, day, view),
        "any_bookable": any(each.kind.use == each.kind.Use.EXCLUSIVE for each in stations),
    }


def asked_start(move_form):
    """When a booking that is moved was to begin; None where nobody said."""
    return move_form.cleaned_data.get("starts_at") if move_form is not None and move_form.is_bound else None


def panel_asked(form) -> Panel | None:
    """What follows from a choice; None where nothing, or nothing possible, is chosen."""
    if not (form.is_bound and form.is_valid()):
        return None
    asked = form.cleaned_data
    return panel_of(asked["station"], asked["starts_at"], asked["ends_at"])


def refusal_of(panel: Panel, user) -> BookingRefused | None:
    """Why the choice cannot be booked, said before anybody tries; with what is free instead also where it is over."""
    if user.maker is None:
        return None
    try:
        look_at_booking(panel.station, maker=user.maker, start=panel.start, end=panel.end)
    except InThePast as over:
        return InThePast(str(over), nearest_slots(panel.station, panel.start, panel.end))
    except BookingRefused as refused:
        return refused
    return None


@dataclass(frozen=True)
class Clash:
    """What stands in the way of what was asked for, in words, and whether it is the viewer's own."""

    words: str
    own: bool


def clash_of(refusal, form, booking, user) -> Clash | None:
    """Where that is why the form was refused."""
    if not isinstance(refusal, StationTaken) or not form.is_valid():
        return None
    asked = form.cleaned_data
    stretch = (asked["station"], asked["starts_at"], asked["ends_at"])
    other = in_the_way(*stretch, booking)
    return Clash(clash_words(*stretch, other, user), is_own(other, user)) if other else None


def chosen(booking: Booking, day: Day, axis: Axis | None):
    return chosen_of(booking, Reader(day, axis, []).said(booking), day.user)


def offers_of(refusal, node, asked) -> list[dict]:
    """The refusal's alternatives, each as a form that only needs to be sent."""
    found = []
    for letter, slot in zip("ABC", refusal.alternatives if refusal else [], strict=False):
        local = slot.start.astimezone(node.zone)
        typed = {"start": f"{local:%H:%M}", "start_which": local.fold, "length": slot.minutes}
        away = later_words(slot, asked, node.zone)
        found.append({"letter": letter, "slot": slot, "day": local.date(), "typed": typed, "away": away})
    return found
