"""A question and its answer, as the plan page shows them: from the row alone, nothing is planned here."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from coop.phrases import count_words, length_words
from scheduling.actions.clock import SLOT_MINUTES
from scheduling.models import WhatIf
from scheduling.planner.words import roughly


@dataclass(frozen=True)
class MoveShown:
    """A step that would stand elsewhere; moments are None where it has or gets no place."""

    run: int
    capsule: str
    name: str
    before_on: str
    before_at: datetime | None
    after_on: str
    after_at: datetime | None

    @property
    def same_station(self) -> bool:
        return self.before_on == self.after_on


@dataclass(frozen=True)
class RunShown:
    """A run that would end at another time."""

    run: int
    capsule: str
    due: datetime
    before: datetime | None
    after: datetime | None
    late_before: int
    late_after: int

    @property
    def is_worse(self) -> bool:
        return self.late_after > self.late_before or self.after is None

    @property
    def icon(self) -> str:
        return "late" if self.late_after or self.after is None else "check"

    @property
    def said(self) -> str:
        if self.after is None:
            return "has no place any more"
        if self.late_after:
            already = f", {roughly(self.late_before)} today" if self.late_before else ""
            return f"{roughly(self.late_after)} late{already}"
        return "late no more" if self.late_before else "on time"


@dataclass(frozen=True)
class Line:
    """A row of the comparison: today's figure, the other one, and what the difference means."""

    words: str
    today: str
    then: str
    note: str = ""
    is_worse: bool = False


class Answered:
    """`node` has its hours prefetched or not: no calendar is read."""

    def __init__(self, row: WhatIf):
        self.row, self.node, self.result = row, row.node, row.result or {}

    @property
    def is_thinking(self) -> bool:
        return self.row.status in (WhatIf.Status.WANTED, WhatIf.Status.THINKING)

    @property
    def is_answered(self) -> bool:
        return self.row.status == WhatIf.Status.ANSWERED

    @property
    def has_result(self) -> bool:
        return bool(self.result)

    @cached_property
    def moves(self) -> list[MoveShown]:
        return [
            MoveShown(each["run"], each["capsule"], each["name"], *_place(each["before"]), *_place(each["after"]))
            for each in self.result["steps"]
            if each["before"]
        ]

    @cached_property
    def placed(self) -> list[MoveShown]:
        """Steps that have no place today and would get one."""
        return [
            MoveShown(each["run"], each["capsule"], each["name"], "", None, *_place(each["after"]))
            for each in self.result["steps"]
            if not each["before"]
        ]

    @cached_property
    def runs(self) -> list[RunShown]:
        return [_run(each) for each in self.result["runs"]]

    @property
    def becoming_late(self) -> list[RunShown]:
        return [run for run in self.runs if run.is_worse]

    @property
    def verdict(self) -> list[tuple[str, bool]]:
        """Its three parts in words, each with whether it is bad news."""
        late = self.becoming_late
        news = f"{count_words(len(late), 'run', 'runs')} later than promised" if late else "nobody becomes late"
        return [
            (f"{count_words(self.result['moves'], 'step moves', 'steps move')}", False),
            (news, bool(late)),
            (count_words(self.result["firings"][1], "firing", "firings"), False),
        ]

    @property
    def lines(self) -> list[Line]:
        lit, late = self.result["firings"], self.result["late_minutes"]
        worse = ", ".join(f"run {run.run}" for run in self.becoming_late)
        lines = [
            Line("Steps moved", "–", str(self.result["moves"]), f"of {self.result['movable']} that may move"),
            Line("Late", _late(late[0]), _late(late[1]), worse and f"later: {worse}", late[1] > late[0]),
            Line("Firings for runs", str(lit[0]), str(lit[1]), _difference(lit[1] - lit[0])),
        ]
        if ends := [run for run in self.runs if run.after]:
            last = max(ends, key=lambda run: run.after)
            days = self._day(last.before), self._day(last.after)
            lines.append(Line("Last finish that changes", *days, f"run {last.run}"))
        return lines

    @property
    def displaced(self) -> list[str]:
        """Makers' own bookings that would be given back, and their makers told."""
        return self.result.get("displaced", [])

    @property
    def acts(self) -> str:
        """What the button says."""
        told = len({move.run for move in self.moves}) + len(self.displaced)
        then = f", tell {count_words(told, 'maker', 'makers')}" if told else ""
        return {
            WhatIf.Kind.STEP: f"Move it{then}",
            WhatIf.Kind.OUT: f"Hold it for maintenance{then}",
            WhatIf.Kind.SHIFT: f"Add the shift{then}",
            WhatIf.Kind.RUN: f"Approve run {self.row.run_id}",
        }[WhatIf.Kind(self.row.kind)]

    def _day(self, moment: datetime | None) -> str:
        return f"{moment.astimezone(self.node.zone):%a %-d %b, %H:%M}" if moment else "no place"


def open_questions(node, besides: WhatIf | None = None) -> list[WhatIf]:
    """Asked and not decided, the newest first; previews of runs stand on the approvals."""
    rows = node.what_ifs.open().exclude(asked_by=None).select_related("asked_by")
    return list(rows.exclude(pk=besides.pk if besides else None)[:6])


def geometry(page: dict) -> dict:
    """What dragging needs of the drawn plan: where hours and stations lie; nothing where lanes are runs."""
    lanes, kind = [], 0
    for lane in page["chart"].lanes:
        kind += lane.row.leads
        place = {"top": lane.top, "bottom": lane.bottom}
        lanes.append(place | {"station": lane.row.key.removeprefix("station-"), "name": lane.row.words, "kind": kind})
    stops = [[round(moment.timestamp() * 1000), x] for moment, x in page["frame"].scale.stops]
    shown = {"zone": page["node"].time_zone, "slot": SLOT_MINUTES, "stops": stops, "lanes": lanes}
    return shown if page["asked"].view == "stations" else {}


def asking(page: dict, *, asked=None, besides: WhatIf | None = None) -> dict:
    """What the plan page needs for putting questions; `asked` is the form of a refused one."""
    node = page["node"]
    return {"geometry": geometry(page), "asked_now": asked, "open_questions": open_questions(node, besides)}


def _moment(iso: str | None) -> datetime | None:
    return datetime.fromisoformat(iso) if iso else None


def _run(kept: dict) -> RunShown:
    (before, after), (late_before, late_after) = kept["ends"], kept["late_minutes"]
    ends = _moment(before), _moment(after)
    return RunShown(kept["run"], kept["capsule"], _moment(kept["due"]), *ends, late_before, late_after)


def _place(kept: dict | None) -> tuple[str, datetime | None]:
    return (" and ".join(kept["stations"]), _moment(kept["start"])) if kept else ("", None)


def _late(minutes: int) -> str:
    return length_words(minutes) if minutes else "nothing"


def _difference(more: int) -> str:
    if not more:
        return "as many"
    return f"{count_words(abs(more), 'kiln', 'kilns')} {'more' if more > 0 else 'fewer'} to light"
