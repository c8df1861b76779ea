"""Drops that closed, with the dates that their own pages say. Rows in, words out."""

from collections.abc import Iterable
from datetime import datetime

from capsules.models import Capsule, Run
from capsules.window import Past, past
from scheduling.models import Promise

from .date_shown import DateShown


def past_drops(capsules: Iterable[Capsule], *, now: datetime) -> list[Past]:
    """`capsules` as capsules.window.past wants them; one query more reads their promises."""
    capsules = list(capsules)
    current = {each.capsule_id: each for each in Promise.objects.current().filter(capsule__in=capsules)}

    def dates(capsule: Capsule, run: Run) -> tuple[datetime | None, datetime]:
        shown = DateShown(capsule, run, current.get(capsule.pk), now=now)
        return shown.expected_at, shown.by_at

    return past(capsules, dates=dates)
