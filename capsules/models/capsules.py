from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Count, F, Func, Max, Q, Sum, Value
from django.db.models.functions import Now
from django.urls import reverse

from coop.lifecycle import Lifecycle, stamped
from coop.models import Maker, Node

from .road import ready_where_made


class CapsuleQuerySet(models.QuerySet["Capsule"]):
    def owned_by(self, user):
        return self.filter(maker_id=user.maker_id) if user.maker_id else self.none()

    def public(self):
        return self.filter(status__in=[Capsule.Status.LISTED, Capsule.Status.CLOSED])

    def open(self):
        return self.filter(status=Capsule.Status.LISTED, opens_at__lte=Now(), closes_at__gt=Now())

    def opening_next(self):
        return self.filter(status=Capsule.Status.LISTED, opens_at__gt=Now()).order_by("opens_at")

    def waiting_for_listing(self):
        return self.filter(status=Capsule.Status.SUBMITTED).order_by("submitted_at")

    def with_taken(self):
        """Annotate `taken`: how many positions of the edition are ordered. What is held for invitations is not."""
        ordered = Q(claims__cancelled_at=None, claims__preorder__isnull=False)
        return self.annotate(taken=Count("claims", filter=ordered))

    def with_progress(self):
        """Annotate what became of the orders: pieces `ordered`, `unready`, `collected` (or sent), the last `ready_at`.

        What was carried to another node counts as ready that much earlier: it is held against what was promised here.

        Not to be chained with `with_taken()`: the two joins would multiply each other.
        """
        pieces = "preorders__quantity"
        gone = Q(preorders__status__in=["held", "cancelled", "released", "lapsed"])
        return self.annotate(
            ordered=Sum(pieces, filter=~gone, default=0),
            unready=Sum(pieces, filter=Q(preorders__status__in=["placed", "confirmed"]), default=0),
            collected=Sum(pieces, filter=Q(preorders__status__in=["collected", "shipped"]), default=0),
            ready_at=Max(ready_where_made("preorders__"), filter=~gone),
        )

    def due_to_close(self):
        """Listed, opened, and either past the closing time or sold out; the clock is the database's."""
        ended = Q(closes_at__lte=Now()) | Q(opens_at__lte=Now(), taken__gte=F("edition_size"))
        return self.filter(status=Capsule.Status.LISTED).with_taken().filter(ended)

    def due_to_invite(self):
        """Somebody waits and a piece is free, or somebody was invited and did not come in time."""
        waits, late = Q(waiting__status="waiting"), Q(waiting__status="invited", waiting__invited_until__lte=Now())
        held = Count("claims", filter=Q(claims__cancelled_at=None), distinct=True)
        in_line = self.filter(closes_at__gt=Now()).filter(waits).annotate(held=held)
        free = in_line.filter(held__lt=F("edition_size")).values("pk")
        return self.filter(Q(pk__in=free) | Q(pk__in=self.filter(late).values("pk")))


class Capsule(Lifecycle):
    """A limited edition of one design: what it is, what it costs, until when it may be preordered."""

    class Status(models.TextChoices):
        DRAFT = "draft", "draft"
        SUBMITTED = "submitted", "waiting for the co-op"
        LISTED = "listed", "listed"
        CLOSED = "closed", "closed"

    MOVES = {
        Status.DRAFT: frozenset({Status.SUBMITTED}),
        Status.SUBMITTED: frozenset({Status.LISTED, Status.DRAFT}),
        Status.LISTED: frozenset({Status.CLOSED}),
        Status.CLOSED: frozenset({Status.LISTED}),
    }

    maker = models.ForeignKey(Maker, on_delete=models.PROTECT, related_name="capsules")
    title = models.CharField(max_length=60)
    slug = models.SlugField(unique=True)
    tagline = models.CharField(max_length=160, help_text="One sentence under the title.")
    thing = models.CharField(max_length=40, help_text="What one piece is, as in carafe.")
    story = models.TextField(blank=True)
    materials = models.TextField(blank=True, help_text="One fact a line, as in “Clay: river stoneware, cone 6”.")
    care = models.TextField(blank=True, help_text="One instruction a line, as in “Wash it by hand”.")
    artwork = models.CharField(max_length=20, default="vessel")
    palette = models.CharField(max_length=20, default="tide")
    pattern = models.PositiveSmallIntegerField(
        default=0,
        validators=[MaxValueValidator(99)],
        help_text="Which of its kind's forms the drawing takes.",
    )

    edition_size = models.PositiveSmallIntegerField(default=50)
    minimum = models.PositiveSmallIntegerField(default=20)
    per_customer = models.PositiveSmallIntegerField(default=2)
    currency = models.CharField(max_length=3, default="EUR")
    vat_percent = models.PositiveSmallIntegerField(default=21, help_text="Contained in the prices.")

    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    lead_days = models.PositiveSmallIntegerField(default=28, help_text="Days from the close to the pickup.")
    repair_policy = models.TextField(blank=True)
    returns_policy = models.TextField(blank=True)
    made_at = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="capsules_made")
    pickup_nodes = models.ManyToManyField(Node, related_name="capsules_collected")

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    drafted_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    listed_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    sent_back_reason = models.TextField(blank=True)

    objects = CapsuleQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_at"]
        constraints = [
            models.CheckConstraint(
                name="capsule_status_has_its_stamp",
                condition=stamped(
                    {"submitted": "submitted_at", "listed": "listed_at", "closed": "closed_at"},
                    statuses=["submitted", "listed", "closed"],
                ),
            ),
            models.CheckConstraint(name="capsule_closes_after_it_opens", condition=Q(closes_at__gt=F("opens_at"))),
            models.CheckConstraint(
                name="minimum_fits_the_edition",
                condition=Q(minimum__gte=1, minimum__lte=F("edition_size")),
            ),
            models.CheckConstraint(name="customer_may_have_one", condition=Q(per_customer__gte=1)),
            # Claims refer to the pair, so that none can lie beyond the edition.
            models.UniqueConstraint(name="capsule_with_its_edition_size", fields=["id", "edition_size"]),
        ]
        indexes = [models.Index(fields=["status", "closes_at"], name="capsule_by_close")]

    def __str__(self):
        return self.title

    @property
    def drawn_from(self) -> str:
        """What the form of its drawing follows from."""
        return f"{self.slug}/{self.pattern}" if self.pattern else self.slug

    @property
    def is_public(self) -> bool:
        return self.status in (self.Status.LISTED, self.Status.CLOSED)

    @property
    def takes_names(self) -> bool:
        """Whether somebody may wait for a piece: until the run is approved, as orders may be cancelled until then.

        A capsule that reached its closing time, sold out or not, takes no more names.
        """
        if self.status == self.Status.LISTED:
            return True
        if self.closed_at is None or self.closed_at >= self.closes_at:
            return False
        return any(run.status == "proposed" for run in self.runs.all())

    @property
    def shown_pictures(self) -> list:
        """Its photographs in their order. Lists of capsules prefetch `pictures` for it."""
        return [picture for picture in self.pictures.all() if picture.place]

    @property
    def cover(self):
        """The photograph that stands for it in windows and lists, or None: then its drawing does."""
        return next(iter(self.shown_pictures), None)

    def get_absolute_url(self):
        return reverse("capsule", args=[self.slug])


class Variant(models.Model):
    """A colour way or size of a capsule."""

    capsule = models.ForeignKey(Capsule, on_delete=models.CASCADE, related_name="variants")
    rank = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(max_length=40)
    sku = models.CharField("SKU", max_length=40, unique=True)
    price_minor = models.PositiveIntegerField()
    size = models.CharField(max_length=60, blank=True, help_text="As in 24 × 19 cm.")
    mass_g = models.PositiveIntegerField(null=True, blank=True)
    packaging_g = models.PositiveIntegerField(default=0, help_text="What its box and filling weigh.")
    parcel_mm = ArrayField(
        models.PositiveIntegerField(),
        null=True,
        blank=True,
        help_text="The three sides of its box; without, none is sent.",
    )
    palette = models.CharField(max_length=20, blank=True, help_text="The capsule's own where it is empty.")

    class Meta:
        ordering = ["capsule", "rank", "id"]
        constraints = [
            models.UniqueConstraint(name="variant_name_is_used_once", fields=["capsule", "name"]),
            models.CheckConstraint(name="variant_costs_something", condition=Q(price_minor__gt=0)),
            models.CheckConstraint(
                name="parcel_has_three_sides",
                condition=Q(parcel_mm=None)
                | Q(parcel_mm__len=3, parcel_mm__0__gt=0, parcel_mm__1__gt=0, parcel_mm__2__gt=0),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def box(self) -> str:
        """The sides of its parcel in cm; "" where nobody measured."""
        sides = [f"{side / 10:.1f}".removesuffix(".0") for side in self.parcel_mm or []]
        return f"{' × '.join(sides)} cm" if sides else ""


class Tier(models.Model):
    """The price of a stretch of the edition, as a difference to each variant's own price."""

    capsule = models.ForeignKey(Capsule, on_delete=models.CASCADE, related_name="tiers")
    first = models.PositiveSmallIntegerField()
    last = models.PositiveSmallIntegerField()
    percent = models.SmallIntegerField(default=0, help_text="−15 takes 15 % off.")
    amount_minor = models.IntegerField(default=0, help_text="−600 takes 6.00 off.")

    class Meta:
        ordering = ["capsule", "first"]
        constraints = [
            models.CheckConstraint(name="tier_runs_upwards", condition=Q(first__gte=1, last__gte=F("first"))),
            models.CheckConstraint(
                name="tier_changes_by_percent_or_amount", condition=Q(percent=0) | Q(amount_minor=0)
            ),
            models.CheckConstraint(name="tier_leaves_a_price", condition=Q(percent__gt=-100)),
            ExclusionConstraint(
                name="position_has_one_tier",
                expressions=[
                    (Func("capsule_id", "capsule_id", Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    (Func("first", "last", Value("[]"), function="int4range"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self):
        return f"{self.first}–{self.last}"
