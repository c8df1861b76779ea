"""Many capsules as their own pages show them, read in as many queries as a few."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from django.db.models import Max, QuerySet

from capsules.models import Capsule, Claim
from coop.models import Entry
from scheduling.models import Promise
from scheduling.pages.showcase import CLAIM, Showcase, standing


class Listed(Showcase):
    """A capsule as its page shows it at first sight, from rows that were read for many at once."""

    def __init__(self, capsule: Capsule, *, claims: list[tuple], promise: Promise | None, now: datetime):
        self.claims, self.promise = standing(claims, now), promise
        super().__init__(capsule, variant=None, quantity=None, now=now)


def many_shown(capsules: QuerySet[Capsule], *, now: datetime) -> list[Showcase]:
    rows = list(capsules.select_related("maker", "made_at").prefetch_related("variants", "tiers", "runs"))
    claims: dict[int, list[tuple]] = {each.pk: [] for each in rows}
    for capsule, *claim in Claim.objects.live().filter(capsule__in=rows).values_list("capsule", *CLAIM):
        claims[capsule].append(tuple(claim))
    promises = {promise.capsule_id: promise for promise in Promise.objects.current().filter(capsule__in=rows)}
    return [Listed(each, claims=claims[each.pk], promise=promises.get(each.pk), now=now) for each in rows]


def changed_at(capsules: Iterable[Capsule], *, now: datetime) -> dict[int, datetime]:
    """When each capsule was last listed, opened, closed, reworded or promised anew: the journal knows it."""
    rows = list(capsules)
    lines = Entry.objects.filter(kind=Capsule._meta.label_lower, row__in=[each.pk for each in rows]).order_by()
    written = dict(lines.values_list("row").annotate(Max("at")))
    return {each.pk: max(_moments(each, written.get(each.pk), now)) for each in rows}


def _moments(capsule: Capsule, written: datetime | None, now: datetime) -> Iterator[datetime]:
    yield written or capsule.listed_at or capsule.drafted_at
    yield from (moment for moment in (capsule.opens_at, capsule.closes_at) if moment <= now)


LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""When a list without capsules last changed: always the same, so that asking again costs nothing."""
