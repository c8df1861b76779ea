from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from capsules.models import Capsule, Preorder, Run

from .plans import NodePlan


def promisable():
    """Capsules whose pieces are still to come: listed, or closed with a run of which something is not ready yet."""
    run = Run.objects.filter(capsule=OuterRef("pk"))
    under_way = run.exclude(status__in=[Run.Status.WITHDRAWN, Run.Status.MADE])
    made = run.filter(status=Run.Status.MADE)
    closed = Q(status=Capsule.Status.CLOSED) & (Q(Exists(under_way)) | Q(Exists(made), Exists(unready())))
    return Capsule.objects.filter(Q(status=Capsule.Status.LISTED) | closed)


def unready():
    """Orders of a capsule that do not lie on their shelf yet."""
    waiting = [Preorder.Status.PLACED, Preorder.Status.CONFIRMED]
    return Preorder.objects.filter(capsule=OuterRef("pk"), status__in=waiting)


class PromiseQuerySet(models.QuerySet["Promise"]):
    def current(self):
        return self.filter(superseded_at=None)

    def dated(self):
        return self.exclude(expected_on=None)

    def first_of_runs(self):
        """The first date of each run: what its customers went by when it was made."""
        first = Promise.objects.dated().exclude(run=None).order_by("run_id", "made_at", "id").distinct("run_id")
        return self.filter(pk__in=first.values("pk"))

    def to_look_at_again(self, checked_before):
        """Current ones that something speaks against, that are old, or whose drop closes at another time by now."""
        moved = ~Q(closes_at=F("capsule__closes_at"))
        return self.current().filter(Q(doubted_at__isnull=False) | Q(checked_at__lt=checked_before) | moved)


class Promise(models.Model):
    """What a capsule's page says: when its pieces are expected and by when they are there, 9 in 10.

    The earlier ones stay, so that what was promised can be held against what was kept. Where no date can be given,
    `obstacle` says why, for the office, and the page goes by the published lead time.
    """

    capsule = models.ForeignKey(Capsule, on_delete=models.PROTECT, related_name="promises")
    run = models.ForeignKey(Run, null=True, blank=True, on_delete=models.PROTECT, related_name="promises")
    node_plan = models.ForeignKey(
        NodePlan, null=True, blank=True, on_delete=models.PROTECT, related_name="promises", help_text="It goes by."
    )
    made_at = models.DateTimeField(default=timezone.now)
    checked_at = models.DateTimeField(default=timezone.now, help_text="When it was last calculated, and stood.")
    closes_at = models.DateTimeField(help_text="The drop's close that it counts from.")
    expected_on = models.DateTimeField(null=True, blank=True, help_text="As likely sooner as later; shown as a day.")
    by_on = models.DateTimeField(null=True, blank=True, help_text="9 in 10 are there by this day.")
    spread_minutes = models.PositiveIntegerField(default=0, help_text="What the replay foresaw between the two.")
    waits_for = models.CharField(max_length=120, blank=True, help_text="As in: a free kiln.")
    reason = models.TextField(blank=True, help_text="Why it differs from the one before, for customers.")
    obstacle = models.TextField(blank=True, help_text="Why no date can be given, for the office.")
    doubted_at = models.DateTimeField(null=True, blank=True, help_text="Something happened: it is looked at again.")
    doubt = models.TextField(blank=True, help_text="What happened, for customers.")
    superseded_at = models.DateTimeField(null=True, blank=True)
    kept_at = models.DateTimeField(null=True, blank=True, help_text="When the last piece lay on its shelf.")

    objects = PromiseQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="capsule_has_one_current_promise", fields=["capsule"], condition=Q(superseded_at=None)
            ),
            models.CheckConstraint(
                name="promise_has_both_dates_or_says_why",
                condition=Q(expected_on__isnull=False, by_on__isnull=False, obstacle="")
                | (Q(expected_on=None, by_on=None) & ~Q(obstacle="")),
            ),
            models.CheckConstraint(
                name="by_is_not_before_expected", condition=Q(expected_on=None) | Q(by_on__gte=F("expected_on"))
            ),
            models.CheckConstraint(
                name="promise_lies_ahead", condition=Q(expected_on=None) | Q(expected_on__gt=F("made_at"))
            ),
            models.CheckConstraint(
                name="promise_ends_after_it_was_made",
                condition=Q(superseded_at=None) | Q(superseded_at__gte=F("made_at")),
            ),
        ]

    def __str__(self):
        return f"promise of {self.capsule}"


class QuoteQuerySet(models.QuerySet["Quote"]):
    def unanswered(self):
        return self.filter(answered_at=None)

    def answered(self):
        return self.exclude(answered_at=None)


class Quote(models.Model):
    """What the office asks before it lists a capsule or approves a run: its dates with all others locked, and with
    others allowed to move, and which bookings that would move.
    """

    capsule = models.ForeignKey(Capsule, on_delete=models.CASCADE, related_name="quotes")
    run = models.ForeignKey(Run, null=True, blank=True, on_delete=models.CASCADE, related_name="quotes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True, help_text="Of its plan, with all others locked.")
    expected_on = models.DateTimeField(null=True, blank=True)
    by_on = models.DateTimeField(null=True, blank=True)
    obstacle = models.TextField(blank=True)
    moving_ends_at = models.DateTimeField(null=True, blank=True, help_text="Of its plan, where others may move.")
    moving_expected_on = models.DateTimeField(null=True, blank=True)
    moving_by_on = models.DateTimeField(null=True, blank=True)
    moving_obstacle = models.TextField(blank=True)
    moves = models.JSONField(default=list, help_text="Each step of another run that stands elsewhere then.")

    objects = QuoteQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="capsule_is_quoted_once_at_a_time", fields=["capsule"], condition=Q(answered_at=None)
            ),
        ]

    def __str__(self):
        return f"quote for {self.capsule}"

    @property
    def moved(self) -> list[dict]:
        """The moves with moments for text: {run, maker, step, before, after, before_at, after_at}."""
        moments = ({f"{when}_at": datetime.fromisoformat(move[when]["at"]) for when in WHEN} for move in self.moves)
        return [move | at for move, at in zip(self.moves, moments, strict=True)]


WHEN = ("before", "after")
