"""How a row changes its status: by one table of lawful moves and one guarded UPDATE."""

from django.db import IntegrityError, models


class IllegalMove(Exception):
    """The table of moves has no such move."""


class StaleRow(Exception):
    """Somebody else moved the row between our look and our write."""


class Lifecycle(models.Model):
    """A row with a `status` that only `become()` writes.

    A heir declares `MOVES`, status → the statuses that it may become. `docs/states.md` is drawn from these tables.
    """

    MOVES: dict[str, frozenset[str]] = {}

    class Meta:
        abstract = True

    def can_become(self, status: str) -> bool:
        return status in self.MOVES.get(self.status, frozenset())  # type: ignore[attr-defined]

    def become(self, status: str, **stamps) -> None:
        """Move to `status` and write `stamps` in the same UPDATE.

        The WHERE clause repeats the status we saw. If no row answers, somebody
        was faster, and the caller must look again before deciding anything.
        """
        before = self.status  # type: ignore[has-type]
        if not self.can_become(status):
            raise IllegalMove(f"{self}: {before} -> {status}")

        unmoved = type(self)._default_manager.filter(pk=self.pk, status=before)
        if not unmoved.update(status=status, **stamps):
            raise StaleRow(f"{self} is no longer {before}")

        for name, value in {"status": status, **stamps}.items():
            setattr(self, name, value)


def stamped(stamps: dict[str, str], *, statuses) -> models.Q:
    """The check that ties each status to its time stamp.

    `stamps` maps a status to the column that must be filled while the row has that status.
    """
    condition = models.Q()
    for status in statuses:
        if column := stamps.get(status):
            condition &= ~models.Q(status=status) | models.Q(**{f"{column}__isnull": False})
    return condition


def broke(error: IntegrityError, constraint: str) -> bool:
    """Whether the database refused because of this named constraint and no other."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return diagnosis is not None and diagnosis.constraint_name == constraint
