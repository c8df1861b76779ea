from django.db.models import Model

from coop.models import Entry, User

CUSTOMER = "customer"
WORKER = "worker"


def record(by, verb: str, row: Model, **details) -> Entry:
    """Write a line of the journal in the caller's transaction.

    `by` is the user, or CUSTOMER or WORKER where nobody is logged in.
    """
    user = by if isinstance(by, User) else None
    return Entry.objects.create(
        by=user,
        who=str(by)[:80],
        verb=verb,
        kind=row._meta.label_lower,
        row=row.pk,
        title=str(row)[:160],
        details=details,
    )
