"""What the planner does about a node, and what came of its last thinkings."""

from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from scheduling.models import NodePlan

PAST = 10
ENGINES = {"greedy": "greedy", "exact": "exact", "neighbourhood": "neighbourhood search"}


class Figure(NamedTuple):
    what: str
    figure: str


@dataclass(frozen=True)
class Thought:
    """One thinking, past or present."""

    order: NodePlan

    @property
    def is_live(self) -> bool:
        return self.order.status in NodePlan.LIVE

    @property
    def reasons(self) -> str:
        """Each asking has a line of its own."""
        return " ".join(line.strip() for line in self.order.reason.splitlines() if line.strip())

    @property
    def by(self) -> str:
        return str(self.order.by) if self.order.by else "Coop itself"

    @property
    def engine(self) -> str:
        return ENGINES.get(self.order.engine, self.order.engine)

    @property
    def seconds(self) -> float | None:
        return self.order.seconds if self.order.seconds is not None else self.order.progress.get("seconds")

    @property
    def outcome(self) -> str:
        """What came of it: “written, 3 bookings moved”."""
        if self.order.status != NodePlan.Status.WRITTEN:
            return self.order.get_status_display()
        moved = self.order.moves
        return f"written, {moved or 'no'} {'booking' if moved == 1 else 'bookings'} moved"

    @property
    def figures(self) -> list[Figure]:
        """The best plan so far; nothing before the first is found."""
        said = self.order.progress
        named = [
            ("thinking", "seconds", "{:.0f} s"),
            ("late in all", "late_hours", "{:.0f} h"),
            ("firings", "firings", "{}"),
            ("bookings to move", "moves", "{}"),
            ("without a place", "unplaced", "{}"),
        ]
        return [Figure(what, words.format(said[key])) for what, key, words in named if key in said]


def thoughts_of(node) -> dict:
    """The one that is being had, if any, the last ones, and the mark by which a page knows that nothing has changed."""
    found = [Thought(order) for order in NodePlan.objects.filter(node=node).select_related("by")[: PAST + 1]]
    live = next((each for each in found if each.is_live), None)
    past = [each for each in found if not each.is_live][:PAST]
    return {"thinking": live, "past": past, "thought": past[0] if past else None, "mark": mark_of(found[:1])}


def mark_of(found: list[Thought]) -> str:
    said = [(each.order.pk, each.order.status, each.order.cancel_asked_at, each.order.progress) for each in found]
    return f'"{sha256(repr(said).encode()).hexdigest()[:16]}"'
