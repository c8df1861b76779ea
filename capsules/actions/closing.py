from django.db import transaction

from capsules.dates import days_later
from capsules.models import Capsule, Claim, Preorder, Run
from capsules.refusals import ClosesTooEarly, RunUnderWay
from capsules.signals import preorder_ended, run_proposed, run_withdrawn
from coop.actions.journal import WORKER, record

from .ending import end_payments
from .freeing import free_claims, lapse_over
from .inviting import end_invitations, invite
from .preordering import locked


@transaction.atomic
def close(capsule, *, by=WORKER, wait: bool = True) -> Run | None:
    """End preordering once it is due: propose the run, or release everybody where the minimum is not met.

    Harmless when called again or too early: it looks again under the lock, and does nothing. While somebody pays for
    a piece that is held, it waits: a quarter of an hour at most.
    Without `wait` it also does nothing where somebody else holds the capsule's row.
    """
    try:
        capsule = locked(capsule, skip_locked=not wait)
    except Capsule.DoesNotExist:
        return None
    lapse_over(capsule)
    standing = Claim.objects.firm().filter(capsule=capsule).count()
    if not _due(capsule, standing) or capsule.preorders.held().exists():
        return None

    capsule.become(Capsule.Status.CLOSED, closed_at=capsule.now)
    end_invitations(capsule)
    record(by, "closed", capsule, pieces=standing, minimum=capsule.minimum)
    if standing < capsule.minimum:
        reason = f"The minimum of {capsule.minimum} pieces was not met: {standing} were preordered."
        release_everybody(capsule, reason=reason, by=by)
        return None

    run = Run.objects.create(capsule=capsule, pieces=standing, due_at=due_at(capsule), proposed_at=capsule.now)
    record(by, "proposed", run, pieces=standing)
    run_proposed.send(sender=Run, run=run)
    return run


def _due(capsule, standing: int) -> bool:
    if capsule.status != Capsule.Status.LISTED:
        return False
    sold_out = capsule.opens_at <= capsule.now and standing >= capsule.edition_size
    return sold_out or capsule.closes_at <= capsule.now


def due_at(capsule):
    """By when the pieces were promised: the published close and lead time, also where it sold out early."""
    return days_later(capsule.closes_at, capsule.lead_days, capsule.made_at.zone)


def release_everybody(capsule, *, reason: str, by) -> None:
    """Let all standing orders go, each told once. The caller holds the capsule's row, `locked()`."""
    orders = list(capsule.preorders.placed().select_for_update(no_key=True))
    Preorder.objects.filter(pk__in=[order.pk for order in orders]).become(
        Preorder.Status.PLACED, Preorder.Status.RELEASED, released_at=capsule.now, end_reason=reason
    )
    free_claims([order.pk for order in orders], at=capsule.now)
    end_payments(orders, at=capsule.now, by=by)
    for order in orders:
        order.status, order.released_at, order.end_reason = Preorder.Status.RELEASED, capsule.now, reason
        preorder_ended.send(sender=Preorder, preorder=order)
    record(by, "released", capsule, orders=len(orders), reason=reason)


@transaction.atomic
def change_closing_time(capsule, *, closes_at, by) -> Capsule:
    """Move the closing time. A closed capsule reopens when the new time lies ahead.

    A time that has passed closes it at the next sweep, and the time that it has already changes nothing.
    Reopening withdraws a run that waits for approval; its orders stand. Released orders stay released: their
    customers have been told.
    """
    capsule = locked(capsule)
    if closes_at == capsule.closes_at.replace(second=0, microsecond=0):  # as pages show it, and forms send it
        return capsule
    if closes_at <= capsule.opens_at:
        raise ClosesTooEarly
    run = Run.objects.filter(capsule=capsule).exclude(status=Run.Status.WITHDRAWN).first()
    if run and run.status != Run.Status.PROPOSED:
        raise RunUnderWay

    before, capsule.closes_at = capsule.closes_at, closes_at
    capsule.save(update_fields=["closes_at"])
    record(by, "moved the closing time of", capsule, before=before.isoformat(), after=closes_at.isoformat())
    if capsule.status == Capsule.Status.CLOSED and closes_at > capsule.now:
        _reopen(capsule, run, by)
    return capsule


def _reopen(capsule, run, by) -> None:
    if run:
        run.become(Run.Status.WITHDRAWN, withdrawn_at=capsule.now)
        record(by, "withdrew", run, reason="the capsule reopened")
        run_withdrawn.send(sender=Run, run=run)
    capsule.become(Capsule.Status.LISTED, closed_at=None)
    record(by, "reopened", capsule)
    invite(capsule)
