"""What a new plan means for the makers of the runs whose times it changed: one mail for each run, with the reason."""

from itertools import groupby

from django.utils import timezone

from coop.models import User
from coop.phrases import span_words
from scheduling.models import Booking

from . import noticing


def plan_written(node_plan, runs, moved) -> None:
    """Owed once for each plan, however often it is said."""
    words: dict[int, list[str]] = {}
    for run, moves in groupby(sorted(moved, key=lambda each: each.step.run_id), key=lambda each: each.step.run_id):
        words[run] = [_move_words(move) for move in moves]
    people: dict[int, list[tuple[int, str]]] = {}
    makers = {run.capsule.maker_id for run in runs}
    for maker, person, email in User.objects.filter(maker__in=makers, is_active=True).values_list(
        "maker", "pk", "email"
    ):
        people.setdefault(maker, []).append((person, email))
    noticing.owe(
        [
            noticing.letter(
                f"run_planned:{run.pk}:{node_plan.pk}:{person}",
                "run_planned",
                email,
                run=run,
                facts={"reason": node_plan.reason, "moved": words.get(run.pk, [])},
            )
            for run in runs
            for person, email in people.get(run.capsule.maker_id, [])
        ]
    )


def place_words(booking: Booking) -> str:
    zone = booking.station.node.zone
    start, end = (moment.astimezone(zone) for moment in (booking.during.lower, booking.during.upper))
    return f"{booking.station}, {span_words(start, end, timezone.now().astimezone(zone).date())}"


def _move_words(move) -> str:
    """As in: Glaze fired: Kiln 1, Thu 12 March, 9:00–12:00, is now Kiln 2, Fri 13 March, 9:00–12:00."""
    step = move.step.operation
    if move.before is None:
        return f"{step}: also {place_words(move.after)}"
    if move.after is None:
        return f"{step}: {place_words(move.before)} is given back"
    return f"{step}: {place_words(move.before)} is now {place_words(move.after)}"
