from django.db import transaction
from django.db.models.functions import Now

from capsules.models import Capsule, Claim, Preorder, Run
from capsules.refusals import AlreadyDecided, BelowMinimum
from capsules.signals import run_approved, run_unplannable, run_withdrawn
from coop.actions.journal import WORKER, record
from coop.models import User

from .closing import due_at, release_everybody
from .inviting import end_invitations
from .paying import owe_for_run
from .preordering import locked


@transaction.atomic
def approve(run, *, by) -> Run:
    """Let a proposed run be made: its pieces are the claims that stand now, its orders are confirmed, and who pays by
    card owes the sum from now on.

    Raises BelowMinimum where cancellations brought it under the minimum, AlreadyDecided where it no longer waits.
    """
    capsule, run = _waiting(run)
    standing = Claim.objects.firm().filter(capsule=capsule).count()
    if standing < capsule.minimum:
        raise BelowMinimum(standing, capsule.minimum)
    end_invitations(capsule)

    run.become(
        Run.Status.APPROVED,
        approved_at=capsule.now,
        approved_by=by if isinstance(by, User) else None,
        pieces=standing,
        due_at=due_at(capsule),
    )
    Preorder.objects.filter(capsule=capsule).become(
        Preorder.Status.PLACED, Preorder.Status.CONFIRMED, confirmed_at=capsule.now
    )
    owe_for_run(capsule)
    record(by, "approved", run, pieces=standing)
    run_approved.send(sender=Run, run=run)
    return run


@transaction.atomic
def withdraw(run, *, reason: str, by) -> Run:
    """Give up a proposed run. Its customers are released and told the reason."""
    capsule, run = _waiting(run)
    run.become(Run.Status.WITHDRAWN, withdrawn_at=capsule.now)
    record(by, "withdrew", run, reason=reason)
    end_invitations(capsule)
    release_everybody(capsule, reason=reason, by=by)
    run_withdrawn.send(sender=Run, run=run)
    return run


def _waiting(run) -> tuple[Capsule, Run]:
    """The capsule and its run, both locked: cancellations change the count under the capsule's lock."""
    capsule = locked(Capsule(pk=run.capsule_id))
    run = Run.objects.select_for_update(no_key=True).get(pk=run.pk)
    run.capsule = capsule
    if run.status != Run.Status.PROPOSED:
        raise AlreadyDecided(f"This run no longer waits for a decision: it is {run.get_status_display()}.")
    return capsule, run


@transaction.atomic
def mark_planned(run, *, expected_at) -> None:
    """Every step has its station time; the last ends at `expected_at`."""
    run.become(Run.Status.PLANNED, planned_at=Now(), expected_at=expected_at, obstacle="")
    run.refresh_from_db(fields=["planned_at"])
    record(WORKER, "planned", run, expected_at=expected_at.isoformat())


@transaction.atomic
def mark_unplanned(run, *, reason: str, by) -> None:
    """Its station time is given back; it waits for another plan."""
    run.become(Run.Status.APPROVED, planned_at=None, expected_at=None)
    record(by, "gave back the station time of", run, reason=reason)


@transaction.atomic
def mark_replanned(run, *, expected_at, reason: str) -> None:
    """What is left of it has other times than before; the last step ends at `expected_at`."""
    Run.objects.filter(pk=run.pk).update(expected_at=expected_at, obstacle="")
    run.expected_at, run.obstacle = expected_at, ""
    record(WORKER, "planned anew", run, expected_at=expected_at.isoformat(), reason=reason)


@transaction.atomic
def mark_unplannable(run, *, obstacle: str) -> None:
    """The worker found no station time; the run waits and says why. Said again, it is no news."""
    waiting = Run.objects.filter(pk=run.pk, status__in=[Run.Status.APPROVED, Run.Status.STARTED])
    if not waiting.exclude(obstacle=obstacle).update(obstacle=obstacle):
        return
    run.obstacle = obstacle
    record(WORKER, "found no station time for", run, obstacle=obstacle)
    run_unplannable.send(sender=Run, run=run)


@transaction.atomic
def mark_started(run, *, by) -> None:
    """Its first step began. Each step may say so; only the first is news."""
    if run.status == Run.Status.STARTED:
        return
    run.become(Run.Status.STARTED, started_at=Now())
    run.refresh_from_db(fields=["started_at"])
    record(by, "started", run)


@transaction.atomic
def mark_made(run, *, by) -> None:
    """Its last step is done: the pieces exist."""
    run.become(Run.Status.MADE, made_at=Now())
    run.refresh_from_db(fields=["made_at"])
    record(by, "finished", run)


@transaction.atomic
def mark_remaking(run, *, by) -> None:
    """Some of its pieces are to be made again."""
    run.become(Run.Status.STARTED, made_at=None, expected_at=None)
    record(by, "reopened", run)
