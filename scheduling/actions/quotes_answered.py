"""The worker's answer to a quote: with all others locked, and with others allowed to move. It replays and thinks."""

from django.conf import settings
from django.utils import timezone

from scheduling import planner
from scheduling.models import Quote
from scheduling.models.promises import promisable
from scheduling.planner.compare import Place, compare
from scheduling.planner.completing import complete
from scheduling.planner.replay import replay

from .foreseeing import Foreseen, Sight, run_of
from .plan_of_today import plan_of_today
from .problem_from_rows import Rows
from .thinking import think


def answer(quote: Quote, *, seconds: float | None = None) -> Quote:
    """Both dates, and every booking that the second would move. Answered twice, the later answer stands."""
    capsule, now = quote.capsule, timezone.now()
    beside = promisable().filter(made_at=capsule.made_at).exclude(pk=capsule.pk).select_related("maker", "made_at")
    run = run_of(capsule)
    others = [each for each in map(run_of, beside) if each.status == each.Status.PROPOSED]
    sight = Sight(capsule.made_at, [*others, run], now)
    locked, (moving, moves) = sight.of(run), _with_others_moving(sight, run, seconds or settings.PLANNER_SECONDS / 2)
    quote.ends_at, quote.expected_on, quote.by_on = locked.ends_at, locked.expected_on, locked.by_on
    quote.obstacle, quote.moving_obstacle, quote.moves = locked.obstacle, moving.obstacle, moves
    quote.moving_ends_at, quote.moving_expected_on = moving.ends_at, moving.expected_on
    quote.moving_by_on, quote.answered_at = moving.by_on, now
    quote.save()
    return quote


def _with_others_moving(sight: Sight, run, seconds: float) -> tuple[Foreseen, list[dict]]:
    rows = sight.thawed
    today = plan_of_today(rows)
    plan = think(rows.problem, budget_s=seconds, start=complete(rows.problem, today)).plan
    seen = sight.dated(run, plan, replay(plan, sight.noise))
    return seen, [] if seen.obstacle else moves_between(today, plan, rows)


def moves_between(today: planner.Plan, plan: planner.Plan, rows: Rows) -> list[dict]:
    """Each step that stands elsewhere in `plan` than today: whose it is, where it was, and where it would be."""
    return [
        {
            "run": str(rows.steps[moved.step].run.capsule),
            "maker": str(rows.steps[moved.step].run.capsule.maker),
            "step": rows.steps[moved.step].operation.name,
            "before": _place(moved.before, rows),
            "after": _place(moved.after, rows),
        }
        for moved in compare(today, plan).steps
        if moved.before and moved.after
    ]


def _place(place: Place, rows: Rows) -> dict[str, str]:
    return {"station": rows.stations[place.stations[0]].name, "at": rows.moment(place.start).isoformat()}
