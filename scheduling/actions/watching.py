"""What a thinking planner says of itself once a second, and hears: a thread beside it, with a connection of its own."""

from datetime import datetime
from threading import Event, Thread
from time import monotonic

from django.db import connection
from django.utils import timezone

from scheduling import planner
from scheduling.models import NodePlan

BEAT_S = 1.0


class Watch:
    """`with Watch(order) as watch:` keeps the order alive; thinking ends early where somebody asks again or cancels."""

    def __init__(self, order: NodePlan):
        self.order = order
        self.seen: datetime | None = order.asked_again_at
        self.began = monotonic()
        self.best: planner.Plan | None = None
        self.cancelled = self.asked_again = False
        self._over = Event()

    def better(self, plan: planner.Plan) -> None:
        """What the planner calls, from any of its threads."""
        self.best = plan

    def should_stop(self) -> bool:
        return self.cancelled or self.asked_again

    def look_again(self, asked_again_at: datetime | None) -> None:
        """The rows are read afresh: what was asked until now is in them."""
        self.seen, self.asked_again = asked_again_at, False

    def __enter__(self) -> "Watch":
        self._thread = Thread(target=self._watch, name=f"watch-{self.order.pk}", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *error) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        try:
            while not self._over.wait(BEAT_S):
                self._beat()
        finally:
            connection.close()

    def _beat(self) -> None:
        ours = NodePlan.objects.filter(pk=self.order.pk, status=NodePlan.Status.THINKING)
        ours.update(alive_at=timezone.now(), progress=self.progress())
        said = ours.values_list("cancel_asked_at", "asked_again_at").first()
        if said:
            self.cancelled = said[0] is not None
            self.asked_again = said[1] != self.seen

    def progress(self) -> dict:
        said: dict[str, float] = {"seconds": round(monotonic() - self.began, 1)}
        if plan := self.best:
            late = sum(plan.lateness.values())
            said |= {"late_hours": round(late / 60, 1), "moves": plan.moves, "firings": plan.firings}
            said["unplaced"] = len(plan.unplaced)
        return said
