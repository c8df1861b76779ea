"""Dates for the office before it lists a capsule or approves a run: asked for here, answered by the worker."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from capsules.models import Capsule, Run
from coop.models import User
from scheduling.models import Quote
from scheduling.signals import quote_wanted


def capsules_to_quote() -> QuerySet[Capsule]:
    """Those that wait for a listing, or whose run waits for its approval, and of which nobody asked since."""
    asked = Quote.objects.filter(capsule=OuterRef("pk"))
    proposed = Run.objects.filter(capsule=OuterRef("pk"), status=Run.Status.PROPOSED)
    of_run = Quote.objects.filter(run=OuterRef("pk"))
    submitted = Q(status=Capsule.Status.SUBMITTED) & ~Exists(asked.filter(asked_at__gte=OuterRef("submitted_at")))
    return Capsule.objects.filter(submitted | Q(Exists(proposed.filter(~Exists(of_run)))))


@transaction.atomic
def ask_quote(capsule: Capsule, *, by=None) -> Quote:
    """Have the worker quote a capsule, or its proposed run; one that is asked for already is not asked twice."""
    capsule = Capsule.objects.select_for_update(no_key=True).get(pk=capsule.pk)
    run = capsule.runs.filter(status=Run.Status.PROPOSED).first()
    asker = by if isinstance(by, User) else None
    quote, _ = Quote.objects.get_or_create(capsule=capsule, answered_at=None, defaults={"run": run, "by": asker})
    quote_wanted.send(sender=Quote, quote=quote)
    return quote


def ask_for_what_waits() -> None:
    for capsule in capsules_to_quote():
        ask_quote(capsule)
