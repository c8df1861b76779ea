import secrets

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from capsules.countries import country_name
from coop.lifecycle import IllegalMove, Lifecycle, stamped
from coop.models import Node

from .capsules import Capsule, Variant

CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"
"""No letter or digit that could be heard or read as another."""


def new_secret() -> str:
    return secrets.token_urlsafe(24)


def new_pickup_code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(8))


class PreorderQuerySet(models.QuerySet["Preorder"]):
    def standing(self):
        """Neither held only, nor lapsed, cancelled or released: somebody counts on it."""
        return self.exclude(status__in=[Preorder.Status.HELD, *Preorder.ENDED])

    def placed(self):
        return self.filter(status=Preorder.Status.PLACED)

    def held(self):
        return self.filter(status=Preorder.Status.HELD)

    def to_collect_at(self, node):
        return self.to_collect().filter(pickup_node=node)

    def to_collect(self):
        return self.filter(status=Preorder.Status.READY, delivery=Preorder.Delivery.COLLECT)

    def to_send(self):
        return self.filter(status=Preorder.Status.READY, delivery=Preorder.Delivery.SHIP)

    def become(self, before, status, **stamps) -> int:
        """Move all that are still `before` to `status` in one UPDATE; the row's own `become`, for many."""
        if status not in Preorder.MOVES.get(before, frozenset()):
            raise IllegalMove(f"orders: {before} -> {status}")
        return self.filter(status=before).update(status=status, **stamps)


class Preorder(Lifecycle):
    """A customer's order of one variant × quantity. Its owner is whoever holds its secret link."""

    class Status(models.TextChoices):
        HELD = "held", "held while you pay"
        PLACED = "placed", "preordered"
        CONFIRMED = "confirmed", "being made"
        READY = "ready", "ready to collect"
        COLLECTED = "collected", "collected"
        SHIPPED = "shipped", "sent"
        CANCELLED = "cancelled", "cancelled"
        RELEASED = "released", "released"
        LAPSED = "lapsed", "lapsed"

    class PayBy(models.TextChoices):
        DESK = "desk", "at the desk"
        CARD = "card", "by card"

    ENDED = (Status.CANCELLED, Status.RELEASED, Status.LAPSED)
    MOVES = {
        Status.HELD: frozenset({Status.PLACED, Status.LAPSED, Status.CANCELLED}),
        Status.PLACED: frozenset({Status.CONFIRMED, Status.CANCELLED, Status.RELEASED}),
        Status.CONFIRMED: frozenset({Status.READY, Status.CANCELLED}),
        Status.READY: frozenset({Status.COLLECTED, Status.SHIPPED, Status.CANCELLED}),
    }
    DONE = frozenset({Status.COLLECTED, Status.SHIPPED})
    """With its customer, or on its way there: nothing of it is ours any more."""

    class Delivery(models.TextChoices):
        COLLECT = "collect", "collect at a node"
        SHIP = "ship", "by parcel"

    ADDRESS = ("ship_name", "ship_street", "ship_postcode", "ship_city", "ship_country")

    capsule = models.ForeignKey(Capsule, on_delete=models.PROTECT, related_name="preorders")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="preorders")
    quantity = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    email = models.EmailField()
    delivery = models.CharField(max_length=10, choices=Delivery.choices, default=Delivery.COLLECT)
    pickup_node = models.ForeignKey(
        Node,
        on_delete=models.PROTECT,
        related_name="preorders",
        help_text="Where it is collected, or leaves as a parcel.",
    )
    ship_name = models.CharField(max_length=80, blank=True)
    ship_street = models.CharField(max_length=120, blank=True)
    ship_postcode = models.CharField(max_length=12, blank=True)
    ship_city = models.CharField(max_length=60, blank=True)
    ship_country = models.CharField(max_length=2, blank=True)
    pieces_minor = models.PositiveIntegerField(help_text="What its positions cost together, before anything comes off.")
    discount_minor = models.PositiveIntegerField(default=0, help_text="What a code takes off.")
    shipping_minor = models.PositiveIntegerField(default=0)
    total_minor = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    pay_by = models.CharField(max_length=4, choices=PayBy.choices, default=PayBy.DESK)
    paid_minor = models.PositiveIntegerField(default=0, help_text="Its paid payments; a trigger counts them.")

    price_code = models.ForeignKey(
        "PriceCode", null=True, blank=True, on_delete=models.PROTECT, related_name="preorders"
    )
    first_via = models.ForeignKey(
        "Referral",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="first_preorders",
        help_text="Whose link brought the customer first, within the days in which it counts.",
    )
    last_via = models.ForeignKey(
        "Referral", null=True, blank=True, on_delete=models.PROTECT, related_name="last_preorders"
    )

    secret = models.CharField(max_length=40, unique=True, default=new_secret)
    pickup_code = models.CharField(max_length=8, unique=True, default=new_pickup_code)
    idempotency_key = models.UUIDField(help_text="Of the form that was sent: sent twice, it is one order.")

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PLACED)
    placed_at = models.DateTimeField()
    held_until = models.DateTimeField(null=True, blank=True, help_text="Of one that is held: when it lapses.")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    collected_at = models.DateTimeField(null=True, blank=True)
    shipped_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    lapsed_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.TextField(blank=True, help_text="Why it was cancelled or released, or lapsed.")
    erased_at = models.DateTimeField(null=True, blank=True, help_text="Since then nobody can tell whose it was.")

    objects = PreorderQuerySet.as_manager()

    class Meta:
        ordering = ["placed_at", "id"]
        constraints = [
            models.UniqueConstraint(name="form_sent_twice_is_one_order", fields=["capsule", "idempotency_key"]),
            models.CheckConstraint(name="preorder_is_for_one_or_more", condition=Q(quantity__gte=1)),
            models.CheckConstraint(
                name="order_adds_up",
                condition=Q(total_minor=F("pieces_minor") - F("discount_minor") + F("shipping_minor")),
            ),
            models.CheckConstraint(
                name="discount_comes_from_a_code", condition=Q(discount_minor=0) | Q(price_code__isnull=False)
            ),
            models.CheckConstraint(
                name="first_touch_comes_with_a_last",
                condition=Q(first_via=None, last_via=None) | Q(first_via__isnull=False, last_via__isnull=False),
            ),
            models.CheckConstraint(
                name="preorder_status_has_its_stamp",
                condition=stamped(
                    {
                        "held": "held_until",
                        "confirmed": "confirmed_at",
                        "ready": "ready_at",
                        "collected": "collected_at",
                        "shipped": "shipped_at",
                        "cancelled": "cancelled_at",
                        "released": "released_at",
                        "lapsed": "lapsed_at",
                    },
                    statuses=[
                        "held",
                        "confirmed",
                        "ready",
                        "collected",
                        "shipped",
                        "cancelled",
                        "released",
                        "lapsed",
                    ],
                ),
            ),
            models.CheckConstraint(name="order_is_not_paid_twice", condition=Q(paid_minor__lte=F("total_minor"))),
            models.CheckConstraint(name="parcel_is_paid_by_card", condition=Q(delivery="collect") | Q(pay_by="card")),
            models.CheckConstraint(
                name="parcel_has_an_address",
                condition=Q(delivery="collect")
                | Q(erased_at__isnull=False)
                | ~(Q(ship_name="") | Q(ship_street="") | Q(ship_postcode="") | Q(ship_city="") | Q(ship_country="")),
            ),
            models.CheckConstraint(
                name="only_a_parcel_has_an_address",
                condition=Q(delivery="ship")
                | Q(ship_name="", ship_street="", ship_postcode="", ship_city="", ship_country=""),
            ),
            models.CheckConstraint(name="collecting_costs_nothing", condition=Q(delivery="ship") | Q(shipping_minor=0)),
            models.CheckConstraint(
                name="parcel_is_sent_and_the_rest_collected",
                condition=~Q(status="shipped", delivery="collect") & ~Q(status="collected", delivery="ship"),
            ),
            models.CheckConstraint(
                name="erased_order_names_nobody",
                condition=Q(erased_at=None)
                | Q(name="", email="", ship_name="", ship_street="", ship_postcode="", ship_city="", end_reason=""),
            ),
            models.CheckConstraint(
                name="only_an_ended_order_is_erased",
                condition=Q(erased_at=None) | Q(status__in=["collected", "shipped", "cancelled", "released", "lapsed"]),
            ),
        ]
        indexes = [
            models.Index(fields=["capsule", "status"], name="preorder_by_capsule"),
            models.Index(fields=["capsule", "held_until"], name="preorder_held", condition=Q(status="held")),
        ]

    def __str__(self):
        return f"order {self.reference}"

    @property
    def reference(self) -> str:
        """What people call the order: not a secret, and of no use without one."""
        return f"{1000 + self.pk}"

    @property
    def is_standing(self) -> bool:
        """Somebody still counts on it: it is neither collected nor ended."""
        return self.status in (self.Status.PLACED, self.Status.CONFIRMED, self.Status.READY)

    @property
    def is_parcel(self) -> bool:
        return self.delivery == self.Delivery.SHIP

    @property
    def carried_days(self) -> int:
        """How long its pieces are on the road from where they are made to where they are collected."""
        is_made_there = self.is_parcel or self.pickup_node_id == self.capsule.made_at_id
        return 0 if is_made_there else self.pickup_node.carried_days

    @property
    def country_name(self) -> str:
        """Where its parcel goes; "" where there is none."""
        return country_name(self.ship_country)

    @property
    def stands(self) -> str:
        """Its status as people say it: a parcel that is ready is not collected."""
        is_packed_next = self.is_parcel and self.status == self.Status.READY
        return "ready to be sent" if is_packed_next else self.get_status_display()

    @property
    def to_pay_minor(self) -> int:
        """What is still to be paid; of an order that ended, nothing."""
        return 0 if self.status in self.ENDED else self.total_minor - self.paid_minor

    @property
    def code(self) -> str:
        """The pickup code as it is said and printed: two groups of four."""
        return f"{self.pickup_code[:4]} {self.pickup_code[4:]}"

    def get_absolute_url(self):
        return reverse("order", args=[self.secret])


class ClaimQuerySet(models.QuerySet["Claim"]):
    def live(self):
        return self.filter(cancelled_at=None)

    def firm(self):
        """Live, and not only held while somebody pays or is invited: what counts towards a minimum and is made."""
        return self.live().filter(preorder__isnull=False).exclude(preorder__status=Preorder.Status.HELD)

    def with_variant(self):
        """Annotate `variant`: the order's, or the one that a piece held for an invitation is being made in."""
        return self.annotate(variant=Coalesce("preorder__variant", "waiting__variant"))


class Claim(models.Model):
    """One unit of a preorder on one position of the edition. Cancelled, it frees the position.

    Before its order comes, it may hold the position for whoever is invited from the waiting list: the same row then
    becomes the order's.
    """

    capsule = models.ForeignKey(Capsule, on_delete=models.PROTECT, related_name="claims")
    preorder = models.ForeignKey(Preorder, null=True, blank=True, on_delete=models.PROTECT, related_name="claims")
    waiting = models.ForeignKey("Waiting", null=True, blank=True, on_delete=models.PROTECT, related_name="claims")
    position = models.PositiveSmallIntegerField()
    edition_size = models.PositiveSmallIntegerField(help_text="The capsule's; a foreign key on both columns holds it.")
    price_minor = models.PositiveIntegerField(help_text="Its position's, before a code takes anything off.")
    discount_minor = models.PositiveIntegerField(default=0, help_text="What a code takes off this piece.")
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["capsule", "position"]
        constraints = [
            models.UniqueConstraint(
                name="position_is_claimed_once",
                fields=["capsule", "position"],
                condition=Q(cancelled_at=None),
            ),
            models.CheckConstraint(
                name="claim_is_of_an_order_or_an_invitation",
                condition=Q(preorder__isnull=False, waiting=None) | Q(preorder=None, waiting__isnull=False),
            ),
            models.UniqueConstraint(
                name="invitation_holds_one_piece", fields=["waiting"], condition=Q(cancelled_at=None)
            ),
            models.CheckConstraint(
                name="code_takes_no_more_than_the_price", condition=Q(discount_minor__lte=F("price_minor"))
            ),
            models.CheckConstraint(
                name="claim_lies_within_the_edition",
                condition=Q(position__gte=1, position__lte=models.F("edition_size")),
            ),
        ]

    def __str__(self):
        return f"No. {self.position} of {self.edition_size}"
