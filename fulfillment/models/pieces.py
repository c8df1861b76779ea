import secrets

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from capsules.models import Claim, Preorder, Run, Variant
from coop.lifecycle import Lifecycle, stamped
from coop.models import Node


def new_mark() -> str:
    return secrets.token_urlsafe(9)


class PieceQuerySet(models.QuerySet["Piece"]):
    def to_inspect(self):
        return self.filter(status=Piece.Status.TO_INSPECT)

    def passed(self):
        return self.filter(status=Piece.Status.PASSED)

    def not_replaced(self):
        """Scrapped ones, in whose place none was made yet."""
        again = Piece.objects.filter(run=OuterRef("run"), number=OuterRef("number")).exclude(
            status=Piece.Status.SCRAPPED
        )
        return self.filter(~Exists(again), status=Piece.Status.SCRAPPED)

    def unallotted(self):
        return self.passed().filter(claim=None)

    def on_the_way_to(self, node):
        """Passed and meant for a customer who collects at `node`, but not yet on its shelf."""
        meant = self.passed().filter(claim__preorder__pickup_node=node).exclude(place=Piece.Place.CUSTOMER)
        return meant.exclude(place=Piece.Place.SHELF, node=node)

    def on_the_shelf_of(self, node):
        return self.filter(place=Piece.Place.SHELF, node=node)


def without_a_piece():
    """Preorders that count on a piece of a made run, of whose variant nothing is left to inspect."""
    unserved = Claim.objects.live().filter(preorder=OuterRef("pk"), piece=None)
    made = Run.objects.filter(capsule=OuterRef("capsule"), status=Run.Status.MADE)
    to_come = Piece.objects.to_inspect().filter(run__capsule=OuterRef("capsule"), variant=OuterRef("variant"))
    return Preorder.objects.filter(Exists(unserved), Exists(made), ~Exists(to_come), status=Preorder.Status.CONFIRMED)


class Piece(Lifecycle):
    """One made object, `No. 17 of 50`. `place` and `node` repeat its last stock move; a trigger keeps them so."""

    class Status(models.TextChoices):
        TO_INSPECT = "to inspect", "to inspect"
        PASSED = "passed", "passed"
        SECOND = "second", "second"
        SCRAPPED = "scrapped", "scrapped"

    class Place(models.TextChoices):
        WORKSHOP = "workshop", "in the workshop"
        TRANSIT = "transit", "on its way"
        SHELF = "shelf", "on the shelf"
        CUSTOMER = "customer", "with its customer"
        SCRAP = "scrap", "scrapped"

    MOVES = {
        Status.TO_INSPECT: frozenset({Status.PASSED, Status.SECOND, Status.SCRAPPED}),
        Status.PASSED: frozenset({Status.SECOND, Status.SCRAPPED}),
        Status.SECOND: frozenset({Status.SCRAPPED}),
    }

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="made_pieces")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="made_pieces")
    number = models.PositiveSmallIntegerField()
    edition_size = models.PositiveSmallIntegerField()
    mark = models.CharField(max_length=16, unique=True, default=new_mark, help_text="In the address under its QR code.")
    claim = models.OneToOneField(Claim, null=True, blank=True, on_delete=models.PROTECT, related_name="piece")

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.TO_INSPECT)
    finished_at = models.DateTimeField()
    inspected_at = models.DateTimeField(null=True, blank=True)
    place = models.CharField(max_length=10, choices=Place.choices, default=Place.WORKSHOP)
    node = models.ForeignKey(Node, null=True, blank=True, on_delete=models.PROTECT, related_name="pieces")

    objects = PieceQuerySet.as_manager()

    class Meta:
        ordering = ["run", "number"]
        constraints = [
            # The number of a scrapped piece goes to the one that is made in its place.
            models.UniqueConstraint(
                name="piece_number_is_used_once", fields=["run", "number"], condition=~Q(status="scrapped")
            ),
            models.CheckConstraint(
                name="piece_number_lies_within_the_edition", condition=Q(number__gte=1, number__lte=F("edition_size"))
            ),
            models.CheckConstraint(
                name="piece_status_has_its_stamp",
                condition=stamped(
                    dict.fromkeys(["passed", "second", "scrapped"], "inspected_at"),
                    statuses=["passed", "second", "scrapped"],
                ),
            ),
            models.CheckConstraint(
                name="only_a_passed_piece_serves_a_customer", condition=Q(claim=None) | Q(status="passed")
            ),
        ]

    def __str__(self):
        return f"No. {self.number} of {self.edition_size}"

    def get_absolute_url(self):
        return reverse("piece", args=[self.mark])


class Inspection(models.Model):
    """A look at a piece: what came of it, why, and who looked."""

    class Result(models.TextChoices):
        PASSED = "passed", "passed"
        SECOND = "second", "second"
        SCRAPPED = "scrapped", "scrapped"

    piece = models.ForeignKey(Piece, on_delete=models.PROTECT, related_name="inspections")
    result = models.CharField(max_length=10, choices=Result.choices)
    reason = models.CharField(max_length=160, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(name="what_did_not_pass_has_a_reason", condition=Q(result="passed") | ~Q(reason=""))
        ]

    def __str__(self):
        return f"{self.piece}: {self.result}"
