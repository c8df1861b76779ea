"""What waits for an admin's decision, with all that it takes to decide: gathered once for the whole page."""

from collections import Counter
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone

from capsules.actions.closing import due_at
from capsules.actions.drafting import what_is_missing
from capsules.models import Capsule, Claim, Run
from capsules.pricing import Line, grouped, price_lines, total_minor
from coop.models import Node
from coop.money import vat_within
from coop.times import Stretch
from scheduling.models import Booking, Operation, Qualification, Quote, Station

from .needs import Calendar, needs, open_points
from .run_preview import RunPreview, previews_of

OPERATIONS = Prefetch("operations", Operation.objects.select_related("kind", "program"))
QUOTES = Prefetch("quotes", Quote.objects.answered())


class Equipment:
    """The stations, hours and bookings of the nodes that the waiting capsules are made at, in four queries."""

    def __init__(self, capsules: list[Capsule], *, now: datetime, until: datetime):
        self.now = now
        nodes = {capsule.made_at_id for capsule in capsules}
        self.stations = list(Station.objects.in_service().filter(node__in=nodes).select_related("kind"))
        self.occupied: dict[int, list[Stretch]] = {}
        bookings = Booking.objects.live().filter(station__in=self.stations).within(now, until)
        for station, occupied in bookings.values_list("station", "occupied").order_by():
            self.occupied.setdefault(station, []).append((occupied.lower, occupied.upper))
        makers = {capsule.maker_id for capsule in capsules}
        held = Qualification.objects.valid_on(now.date()).filter(maker__in=makers)
        self.held = set(held.values_list("maker", "kind"))

    def at(self, node, start: datetime, end: datetime) -> Calendar:
        stations = [station for station in self.stations if station.node_id == node.pk]
        return Calendar(start, end, stations, node.staffed_between(start, end), self.occupied)


class Case:
    """A capsule that waits; `wrong` tells whether this is the one whose decision was refused just now."""

    refusal = None
    typed = ""
    run: Run | None = None

    def __init__(self, capsule: Capsule, equipment: Equipment, *, since: datetime):
        self.capsule, self.equipment, self.since = capsule, equipment, since
        self.node = capsule.made_at
        self.operations = list(capsule.operations.all())

    @property
    def quote(self) -> Quote | None:
        """The worker's latest answer about this capsule, or about this run."""
        run = self.run and self.run.pk
        return next((quote for quote in self.capsule.quotes.all() if quote.run_id == run), None)

    @property
    def calendar(self) -> Calendar:
        return self.equipment.at(self.node, max(self.begins_at, self.equipment.now), self.due_at)

    @cached_property
    def needs(self) -> list[tuple]:
        """Each need with the widths to draw it in."""
        found = needs(self.operations, self.pieces, self.calendar) if self.due_at > self.equipment.now else []
        most = max((max(need.needed_minutes, need.free_minutes) for need in found), default=0) or 1
        return [(need, *need.drawn(most)) for need in found]

    @cached_property
    def route_points(self) -> list[str]:
        """What keeps its route from being made at its node, in sentences."""
        stations = [station for station in self.equipment.stations if station.node_id == self.node.pk]
        held = {kind for maker, kind in self.equipment.held if maker == self.capsule.maker_id}
        return open_points(self.capsule.maker, self.operations, stations, held, self.node)


class RunCase(Case):
    """A closed drop whose run waits for approval."""

    is_run = True
    preview: RunPreview | None = None

    def __init__(self, run: Run, equipment: Equipment):
        super().__init__(run.capsule, equipment, since=run.proposed_at)
        self.run, self.due_at, self.begins_at = run, run.due_at, equipment.now
        self.claims = list(self.capsule.claims.all())
        self.pieces = len(self.claims)

    @cached_property
    def groups(self):
        return grouped(Line(claim.position, claim.price_minor, None) for claim in self.claims)

    @cached_property
    def total_minor(self) -> int:
        return self.pieces_minor - self.discount_minor

    @cached_property
    def pieces_minor(self) -> int:
        return sum(claim.price_minor for claim in self.claims)

    @cached_property
    def discount_minor(self) -> int:
        """What codes take off."""
        return sum(claim.discount_minor for claim in self.claims)

    @cached_property
    def vat_minor(self) -> int:
        return vat_within(self.total_minor, self.capsule.vat_percent)

    @property
    def net_minor(self) -> int:
        return self.total_minor - self.vat_minor

    @cached_property
    def pickups(self) -> list[tuple[str, int]]:
        """How pieces reach their customers: "at Oosterkade" or "by parcel", and how many."""
        orders = (claim.preorder for claim in self.claims)
        ways = ("by parcel" if order.is_parcel else f"at {order.pickup_node}" for order in orders)
        return Counter(ways).most_common()

    @cached_property
    def variants(self) -> list[tuple[str, int]]:
        return Counter(claim.preorder.variant.name for claim in self.claims).most_common()

    @cached_property
    def bar(self) -> list[tuple[float, float, str]]:
        """A mark for each piece of the edition: place and width of 500, and who has it."""
        size = self.capsule.edition_size
        taken = {claim.position for claim in self.claims}
        early = {n for tier in self.capsule.tiers.all() if _is_cheaper(tier) for n in range(tier.first, tier.last + 1)}
        step = 500 / size
        states = [(n in taken, n in early) for n in range(1, size + 1)]
        return [
            (round(at * step, 2), round(step * 0.75, 2), "open" if not sold else "sold early" if cheap else "sold")
            for at, (sold, cheap) in enumerate(states)
        ]

    @property
    def minimum_at(self) -> float:
        return round(500 * self.capsule.minimum / self.capsule.edition_size, 2)

    @property
    def is_short(self) -> bool:
        return self.pieces < self.capsule.minimum


def _is_cheaper(tier) -> bool:
    return tier.percent < 0 or tier.amount_minor < 0


class ListingCase(Case):
    """A submitted capsule that waits to be listed."""

    is_run = False

    def __init__(self, capsule: Capsule, equipment: Equipment):
        super().__init__(capsule, equipment, since=capsule.submitted_at)
        capsule.now = equipment.now
        self.pieces, self.due_at, self.begins_at = capsule.edition_size, due_at(capsule), capsule.closes_at
        self.variants = list(capsule.variants.all())

    @cached_property
    def open_points(self) -> list[str]:
        return [*what_is_missing(self.capsule), *self.route_points]

    @cached_property
    def sizes(self) -> list[tuple[int, int, int]]:
        """What the preorders come to at the minimum, between, and at all pieces: (pieces, sum, VAT in it)."""
        capsule = self.capsule
        between = (capsule.minimum + capsule.edition_size) // 2
        return [self._sum_of(pieces) for pieces in sorted({capsule.minimum, between, capsule.edition_size})]

    def _sum_of(self, pieces: int) -> tuple[int, int, int]:
        cheapest = min((variant.price_minor for variant in self.variants), default=0)
        total = total_minor(price_lines(range(1, pieces + 1), cheapest, self.capsule.tiers.all()))
        return pieces, total, vat_within(total, self.capsule.vat_percent)


def waiting_cases(now: datetime | None = None) -> list[Case]:
    """All that waits, the oldest first."""
    now = now or timezone.now()
    parts = [*(f"made_at__{hours}" for hours in Node.HOURS), "tiers", OPERATIONS, QUOTES]
    claims = Claim.objects.firm().select_related("preorder__variant", "preorder__pickup_node")
    runs = list(
        Run.objects.waiting_for_approval()
        .select_related("capsule__maker", "capsule__made_at")
        .prefetch_related(*(_of_capsule(part) for part in parts), Prefetch("capsule__claims", claims))
    )
    listings = list(
        Capsule.objects.waiting_for_listing()
        .select_related("maker", "made_at")
        .prefetch_related(*parts, "variants", "pickup_nodes")
    )
    capsules = [run.capsule for run in runs] + listings
    ends = [run.due_at for run in runs] + [due_at(capsule) for capsule in listings]
    equipment = Equipment(capsules, now=now, until=max([now + timedelta(days=1), *ends]))
    previews = previews_of(runs)
    for_runs = [RunCase(run, equipment) for run in runs]
    for case in for_runs:
        case.preview = previews.get(case.run.pk)
    cases: list[Case] = [*for_runs, *(ListingCase(capsule, equipment) for capsule in listings)]
    return sorted(cases, key=lambda case: case.since)


def _of_capsule(part):
    if isinstance(part, Prefetch):
        return Prefetch(f"capsule__{part.prefetch_through}", part.queryset)
    return f"capsule__{part}"


def points_of(capsule: Capsule) -> list[str]:
    """The open points of one capsule's route, as they are now."""
    now = timezone.now()
    prefetch_related_objects([capsule], OPERATIONS)
    until = max(now + timedelta(days=1), due_at(capsule))
    return ListingCase(capsule, Equipment([capsule], now=now, until=until)).route_points
