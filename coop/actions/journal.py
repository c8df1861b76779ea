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


def forget_details(row: Model, *names: str) -> None:
    """Take these details out of every line about a row: all that the journal ever forgets."""
    about = Entry.objects.filter(kind=row._meta.label_lower, row=row.pk, details__has_any_keys=names)
    for entry in about:
        kept = {name: detail for name, detail in entry.details.items() if name not in names}
        Entry.objects.filter(pk=entry.pk).update(details=kept)
