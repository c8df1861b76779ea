"""The worker's part of a what-if: it thinks, and writes what would become of the plan. Nothing else changes."""

from dataclasses import dataclass
from datetime import timedelta
from time import monotonic

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from capsules.models import Run
from scheduling import planner
from scheduling.models import NodePlan, WhatIf
from scheduling.planner.compare import compare
from scheduling.planner.completing import complete
from scheduling.planner.keeping import kept
from scheduling.planner.thought import Thought
from scheduling.refusals import held_words

from .adopting import BrokenPlan
from .answers import comparison_kept, quote_kept
from .outages import at_work, makers_hit
from .plan_of_today import plan_of_today
from .problem_from_rows import key_of_run
from .thinking import think
from .what_if_rows import Asked, read
from .what_ifs import ask_for_run

GIVEN_UP_AFTER = timedelta(minutes=2)
"""A worker that has not answered by then is dead: nobody thinks so long."""

STALE_AFTER = timedelta(hours=3)

GONE = "What was asked about is not there any more: the plan changed meanwhile."


def answer(what_if: WhatIf) -> None:
    """Think about a wanted question and write its answer. Called twice, or by two workers at once, it thinks once."""
    begun = _begin(what_if)
    if begun is None:
        return
    try:
        asked = read(begun, now=begun.thinking_at)
    except ValueError:
        return _end(begun, WhatIf.Status.IMPOSSIBLE, reason=GONE)
    thought = _think(begun, asked)
    then = thought.plan
    if reason := _why_impossible(begun, asked, then):
        return _end(begun, WhatIf.Status.IMPOSSIBLE, reason=reason)
    result = comparison_kept(asked.rows, compare(plan_of_today(asked.rows), then), then)
    if begun.run:
        result |= {"quote": quote_kept(asked.rows, then, key_of_run(begun.run)), "locked": _with_others_locked(begun)}
    if begun.kind == WhatIf.Kind.OUT:
        result["displaced"] = [held_words(each, begun.node.zone) for each in makers_hit(begun)]
    result |= {"now": begun.thinking_at.isoformat(), "plan": kept(then)}
    result |= {"engine": thought.engine, "seconds": round(thought.seconds, 2)}
    _end(begun, WhatIf.Status.ANSWERED, result=result, relied_on=asked.fingerprint)


def left_over() -> list[WhatIf]:
    """What a lost message or a dead worker left without an answer, wanted again."""
    for dead in WhatIf.objects.left_behind(timezone.now() - GIVEN_UP_AFTER):
        dead.become(WhatIf.Status.WANTED)
    return list(WhatIf.objects.to_think())


def ask_for_stale_previews() -> None:
    """Runs that wait for approval are thought about anew when their node has another plan, or after some hours."""
    for run in Run.objects.waiting_for_approval():
        last = run.what_ifs.first()
        if last is None or _is_stale(last):
            ask_for_run(run)


def _is_stale(last: WhatIf) -> bool:
    if last.status in (WhatIf.Status.WANTED, WhatIf.Status.THINKING):
        return False
    since = NodePlan.objects.filter(node=last.node, status=NodePlan.Status.WRITTEN, ended_at__gt=last.asked_at)
    return last.asked_at < timezone.now() - STALE_AFTER or since.exists()


@transaction.atomic
def _begin(what_if: WhatIf) -> WhatIf | None:
    wanted = WhatIf.objects.to_think().select_for_update(skip_locked=True, of=["self"])
    begun = wanted.select_related("node", "run__capsule").filter(pk=what_if.pk).first()
    if begun:
        begun.become(WhatIf.Status.THINKING, thinking_at=timezone.now())
    return begun


def _think(what_if: WhatIf, asked: Asked) -> Thought:
    """From what stands today on, so that nothing moves without a gain; it ends early where nobody wants to know."""
    standing = complete(asked.problem, plan_of_today(asked.rows))
    start = None if planner.check(asked.problem, standing) else standing
    thought = think(asked.problem, budget_s=settings.PLANNER_SECONDS, start=start, stop=Unwanted(what_if))
    if violations := planner.check(asked.problem, thought.plan):
        raise BrokenPlan(f"what-if {what_if.pk}: {'; '.join(violations)}")
    return thought


@dataclass
class Unwanted:
    """Whether somebody threw the question away; the planner asks often, the database is asked once a second."""

    what_if: WhatIf
    looked_at: float = 0.0
    is_so: bool = False

    def __call__(self) -> bool:
        if monotonic() - self.looked_at > 1:
            thinking = WhatIf.objects.filter(pk=self.what_if.pk, status=WhatIf.Status.THINKING)
            self.is_so, self.looked_at = not thinking.exists(), monotonic()
        return self.is_so


def _why_impossible(what_if: WhatIf, asked: Asked, then: planner.Plan) -> str:
    """A dragged step whose run has no place there, or a run that has none at all."""
    if what_if.kind == WhatIf.Kind.STEP:
        run = asked.problem.step[str(what_if.figures["step"])].run
        return next((each.reason for each in then.unplaced if each.run == run), "")
    if what_if.kind == WhatIf.Kind.OUT and (busy := at_work(what_if)):
        return f"Something is being made there that cannot move: {held_words(busy, what_if.node.zone)}."
    return ""


def _with_others_locked(what_if: WhatIf) -> dict:
    asked = read(what_if, now=what_if.thinking_at, movable=False)
    return quote_kept(asked.rows, planner.plan(asked.problem), key_of_run(what_if.run))


def _end(what_if: WhatIf, status: WhatIf.Status, **found) -> None:
    """Written only where nobody threw the question away meanwhile."""
    thinking = WhatIf.objects.filter(pk=what_if.pk, status=WhatIf.Status.THINKING)
    if thinking.exists():
        what_if.become(status, answered_at=timezone.now(), **found)
        if what_if.run_id:
            _outdate_earlier(what_if)


def _outdate_earlier(what_if: WhatIf) -> None:
    """Of a run only the newest answer stands."""
    for earlier in WhatIf.objects.filter(run=what_if.run_id, status=WhatIf.Status.ANSWERED).exclude(pk=what_if.pk):
        earlier.become(WhatIf.Status.OUTDATED, decided_at=timezone.now())
