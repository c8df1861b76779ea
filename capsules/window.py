"""The drops as the shop window shows them: open ones with what a piece costs now, past ones with what was kept."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from .kept import Bar, bar, kept_words
from .models import Capsule, Claim, Run
from .pricing import free_positions, price_at


@dataclass(frozen=True)
class Drop:
    """A capsule beside what its next piece costs; `next_position` is None when it is sold out."""

    capsule: Capsule
    taken: int
    next_position: int | None
    price_minor: int | None
    several_prices: bool
    """Its variants have prices of their own."""

    @property
    def rises(self) -> bool:
        """Some of its pieces have other prices than the first."""
        return bool(self.capsule.tiers.all())


@dataclass(frozen=True)
class Past:
    """A closed capsule, its run if it has one, and how its promise stands. `words` end the row."""

    capsule: Capsule
    run: Run | None
    words: str
    tone: str = ""
    bar: Bar | None = None
    expected_at: datetime | None = None
    by_at: datetime | None = None
    ready_at: datetime | None = None

    @property
    def is_late(self) -> bool:
        return self.tone == "warn"


@dataclass(frozen=True)
class Kept:
    """How many of these dates held; `rows` are those drops whose pieces are all ready."""

    rows: list[Past]

    @property
    def of(self) -> int:
        return len(self.rows)

    @property
    def on_time(self) -> int:
        return sum(not row.is_late for row in self.rows)


def kept(rows: Iterable[Past]) -> Kept:
    return Kept([row for row in rows if row.tone])


def for_window(capsules):
    """With all that `drops` and a picture of each want."""
    return capsules.select_related("maker", "made_at").prefetch_related("variants", "tiers", "pictures")


def for_past(capsules):
    """The closed ones among them, the latest first, with all that `past` wants."""
    closed = capsules.filter(status=Capsule.Status.CLOSED).with_progress().order_by("-closed_at")
    return closed.select_related("maker", "made_at").prefetch_related("runs")


def drops(capsules: Iterable[Capsule]) -> list[Drop]:
    """`capsules` come with their variants and tiers prefetched; one query more reads what is taken."""
    capsules = list(capsules)
    taken = defaultdict(set)
    for capsule, position in Claim.objects.live().filter(capsule__in=capsules).values_list("capsule", "position"):
        taken[capsule].add(position)
    return [_drop(capsule, taken[capsule.pk]) for capsule in capsules]


def _drop(capsule: Capsule, taken: set[int]) -> Drop:
    free = free_positions(taken, capsule.edition_size, 1)
    own = {variant.price_minor for variant in capsule.variants.all()}
    price = price_at(free[0], min(own), capsule.tiers.all()).price_minor if free and own else None
    return Drop(capsule, len(taken), free[0] if free else None, price, len(own) > 1)


Dates = Callable[[Capsule, Run], tuple[datetime | None, datetime]]
"""When the pieces of a run are expected, and by when they are there."""


def planned_dates(capsule: Capsule, run: Run) -> tuple[datetime | None, datetime]:
    return run.expected_at, run.due_at


def past(capsules: Iterable[Capsule], *, dates: Dates = planned_dates) -> list[Past]:
    """`capsules` are closed, `with_progress()`, and come with their runs prefetched.

    `dates` are said of what is still to come; what is ready is held against the published day.
    """
    return [_past(capsule, dates) for capsule in capsules]


def _past(capsule: Capsule, dates: Dates) -> Past:
    run = next((run for run in capsule.runs.all() if run.status != Run.Status.WITHDRAWN), None)
    if run is None:
        return Past(capsule, None, "not made")

    zone = capsule.made_at.zone
    is_ready = capsule.ordered and not capsule.unready
    expected_at, by_at = planned_dates(capsule, run) if is_ready else dates(capsule, run)
    due = by_at.astimezone(zone).date()
    days = {
        "closed": min(capsule.closed_at, capsule.closes_at).astimezone(zone).date(),
        "due": due,
        "expected": expected_at and expected_at.astimezone(zone).date(),
        "ready": capsule.ready_at.astimezone(zone).date() if is_ready else None,
    }
    if not is_ready:
        return Past(capsule, run, run.get_status_display(), "", bar(**days), expected_at, by_at)
    words, tone = kept_words(due=due, ready=days["ready"]), "warn" if days["ready"] > due else "good"
    return Past(capsule, run, words, tone, bar(**days), expected_at, by_at, capsule.ready_at)
