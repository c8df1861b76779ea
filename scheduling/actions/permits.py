"""Who may use which kinds of station until when, and which runs no calendar can place for want of it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from capsules.models import Run
from scheduling.models import Operation, Qualification, Step


@dataclass(frozen=True)
class Permits:
    """The last day of each (maker, kind) that is permitted today; None while it has none."""

    last_days: dict[tuple[int, int], date | None]

    @classmethod
    def of(cls, makers, today: date) -> "Permits":
        held = Qualification.objects.valid_on(today).filter(Q(maker__in=makers))
        return cls({(maker, kind): until for maker, kind, until in held.values_list("maker", "kind", "valid_until")})

    def last_day(self, run: Run, operation: Operation) -> date | None:
        if not operation.kind.needs_qualification:
            return None
        return self.last_days.get((run.capsule.maker_id, operation.kind_id))

    def obstacle(self, run: Run, steps: list[Step]) -> str:
        """What no calendar can mend: no route, or a kind of station that the maker may not use today."""
        if not steps:
            return f"{run.capsule} has no route yet. Add the stations that it passes, then plan it again."
        kinds = {step.operation.kind for step in steps if step.operation.kind.needs_qualification}
        missing = sorted(kind.name for kind in kinds if (run.capsule.maker_id, kind.pk) not in self.last_days)
        return f"{run.capsule.maker} is not qualified for {' and '.join(missing)}." if missing else ""
