"""Dates that customers count on: doubted where something happens, written, and held against what was kept."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils import timezone

from capsules.models import Capsule, Run
from capsules.models.road import ready_where_made
from coop.actions.journal import WORKER, record
from coop.models import Node
from scheduling.models import NodePlan, Promise
from scheduling.models.promises import promisable
from scheduling.signals import promise_calculated, promises_wanted

GOOD_FOR = timedelta(hours=24)
COUNTED_AGAIN = "Counted again from the station time that is free now."


@transaction.atomic
def doubt(capsules: QuerySet[Capsule], *, reason: str = "") -> None:
    """Something happened to these capsules, said in `reason` as customers may read it: look at their dates again."""
    said = {"doubt": reason} if reason else {}
    Promise.objects.current().filter(capsule__in=capsules).update(doubted_at=timezone.now(), **said)
    for node in Node.objects.filter(pk__in=capsules.values("made_at")):
        promises_wanted.send(sender=Promise, node=node)


def doubt_node(node: Node, *, reason: str = "") -> None:
    doubt(promisable().filter(made_at=node), reason=reason)


def doubt_capsule(capsule: Capsule, *, reason: str = "") -> None:
    doubt(Capsule.objects.filter(pk=capsule.pk), reason=reason)


def nodes_to_look_at() -> QuerySet[Node]:
    """What the sweep rings for: a capsule without a date, a date to look at again, or one that is over."""
    here = OuterRef("pk")
    undated = promisable().filter(made_at=here).exclude(pk__in=Promise.objects.current().values("capsule"))
    again, over = (dates.filter(capsule__made_at=here) for dates in (dates_to_look_at(), dates_that_are_over()))
    return Node.objects.filter(Exists(undated) | Exists(again) | Exists(over))


def dates_to_look_at() -> QuerySet[Promise]:
    return Promise.objects.to_look_at_again(timezone.now() - GOOD_FOR).filter(capsule__in=promisable())


def dates_that_are_over() -> QuerySet[Promise]:
    """Current ones of capsules whose last piece is ready, or that will not be made."""
    return Promise.objects.current().filter(kept_at=None).exclude(capsule__in=promisable())


@transaction.atomic
def promise(capsule: Capsule, foreseen, *, now: datetime) -> Promise:
    """Write what was `foreseen` at `now`: a new promise where a day changes, else that the one that is there stands.

    What was doubted while we calculated stays doubted.
    """
    capsule = Capsule.objects.select_for_update(no_key=True, of=["self"]).select_related("made_at").get(pk=capsule.pk)
    before = Promise.objects.current().filter(capsule=capsule).first()
    if before and before.checked_at > now:
        return before
    if before and _says_the_same(before, foreseen, capsule):
        _stands(before, foreseen, now)
        current = before
    else:
        current = _supersede(before, capsule, foreseen, now)
        days = [moment and moment.isoformat() for moment in (current.expected_on, current.by_on)]
        record(WORKER, "promised", capsule, expected_on=days[0], by_on=days[1], reason=current.reason)
    current.capsule = capsule
    promise_calculated.send(sender=Promise, promise=current)
    return current


def _says_the_same(before: Promise, foreseen, capsule: Capsule) -> bool:
    zone = capsule.made_at.zone

    def days(dates):
        return [moment and moment.astimezone(zone).date() for moment in (dates.expected_on, dates.by_on)]

    counts_from = before.closes_at == capsule.closes_at and before.run == foreseen.run
    return counts_from and days(before) == days(foreseen)


def _stands(before: Promise, foreseen, now: datetime) -> None:
    before.checked_at, before.waits_for, before.obstacle = now, foreseen.waits_for, foreseen.obstacle
    before.save(update_fields=["checked_at", "waits_for", "obstacle"])
    Promise.objects.filter(pk=before.pk, doubted_at__lte=now).update(doubted_at=None, doubt="")


def _supersede(before: Promise | None, capsule: Capsule, foreseen, now: datetime) -> Promise:
    made = Promise(
        capsule=capsule,
        run=foreseen.run,
        node_plan=NodePlan.objects.filter(node=capsule.made_at, status=NodePlan.Status.WRITTEN).first(),
        made_at=now,
        checked_at=now,
        closes_at=capsule.closes_at,
        expected_on=foreseen.expected_on,
        by_on=foreseen.by_on,
        spread_minutes=round(foreseen.spread / timedelta(minutes=1)),
        waits_for=foreseen.waits_for,
        obstacle=foreseen.obstacle,
    )
    if before:
        made.reason = before.doubt or COUNTED_AGAIN
        if before.doubted_at and before.doubted_at > now:
            made.reason, made.doubt, made.doubted_at = COUNTED_AGAIN, before.doubt, before.doubted_at
        before.superseded_at = now
        before.save(update_fields=["superseded_at"])
    made.save()
    return made


@transaction.atomic
def settle(node: Node) -> None:
    """Write what was kept on the promises of what is ready by now, and end those of what will not be made."""
    for current in dates_that_are_over().filter(capsule__made_at=node).select_related("capsule"):
        run = current.capsule.runs.filter(status=Run.Status.MADE).first()
        if run is None:
            Promise.objects.filter(pk=current.pk).update(superseded_at=timezone.now())
            continue
        last = current.capsule.preorders.aggregate(at=Max(ready_where_made()))["at"]
        Promise.objects.filter(capsule=current.capsule).update(kept_at=last or run.made_at, doubted_at=None, doubt="")
