"""What a capsule's public page says, gathered in few queries and thought out without any."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import TextChoices

from capsules.countries import country_name
from capsules.models import Capsule, Preorder, Run, Sample, Variant
from capsules.pricing import Bill, Discount, Group, free_positions, offers
from coop.money import vat_within
from coop.refusals import Refusal
from coop.week import week_in_words
from scheduling.curve import curve_of
from scheduling.models import Promise, Step
from scheduling.spoken import countdown

from .date_shown import DateShown
from .edition import edition_of, numbers_in_words
from .entrance import Entrance
from .parcels_offered import NOT_ASKED, WayChosen
from .route_words import days_of, stops

MOST_LIVE_VARIANTS, MOST_LIVE_QUANTITIES = 8, 6
"""So many choices have their sums in the page, and the style sheet shows the one that is chosen."""
EMPTY_LINES = re.compile(r"\r?\n\s*\n")


CLAIM = ("position", "preorder", "preorder__status", "preorder__held_until")


def standing(claims: Iterable[tuple], now: datetime) -> list[tuple]:
    """Those of live claims, as CLAIM, that are no hold whose time is over."""
    return [claim for claim in claims if claim[2] != Preorder.Status.HELD or claim[3] > now]


class Phase(TextChoices):
    PREVIEW = "preview"
    NEXT = "next"
    OPEN = "open"
    SOLD_OUT = "sold out"
    CLOSED = "closed"


@dataclass(frozen=True)
class Quote:
    """What one choice of variant and quantity costs now."""

    variant: Variant
    variant_rank: int
    offer: Bill
    vat_minor: int
    chosen: bool
    country: str = ""
    """Two letters where it is sent there, and nothing where it is collected."""
    refusal: Refusal | None = None
    """Why it cannot be sent."""

    @property
    def seen(self) -> str:
        """The name under which the form says that this sum was shown."""
        way = f"_{self.country}" if self.country else ""
        return f"seen_{self.variant.pk}_{self.offer.quantity}{way}"

    @property
    def lines(self) -> list[tuple[str, Group]]:
        return [(numbers_in_words(group.positions), group) for group in self.offer.groups]

    @property
    def discounts(self) -> list[tuple[str, Discount]]:
        """What the code takes off, line by line."""
        return [(numbers_in_words(discount.positions), discount) for discount in self.offer.discounts]


@dataclass(frozen=True)
class Fact:
    name: str
    words: str


class Showcase:
    """A capsule as its page shows it at `now` to whoever `came`; they chose `variant`, `quantity` and `way` so far.

    Where parcels are offered, each choice has two sums: collected, and sent to the country of `way`.
    """

    def __init__(
        self,
        capsule: Capsule,
        *,
        variant: str | None,
        quantity: str | None,
        way: WayChosen = NOT_ASKED,
        came: Entrance | None = None,
        now: datetime,
    ):
        self.capsule, self.now = capsule, now
        self.parcels, self.country, self.is_parcel = way
        self.kept, self.code = (came.kept, came.code.code) if came else (None, None)
        self.node, self.zone = capsule.made_at, capsule.made_at.zone
        self.variants = self._offered(list(capsule.variants.all()))
        self.tiers = list(capsule.tiers.all())
        self.variant = next((v for v in self.variants if str(v.pk) == str(variant)), None) or self._first_variant()
        asked = int(quantity) if str(quantity).isdecimal() else 1
        self.quantity = max(1, min(asked, len(self.offers)))

    @cached_property
    def claims(self) -> list[tuple]:
        """Every position that somebody has, as CLAIM; an invitation has no order."""
        return standing(self.capsule.claims.live().values_list(*CLAIM), self.now)

    @cached_property
    def held(self) -> dict[int, datetime]:
        """The positions that are only held while somebody pays, each with its end."""
        return {position: until for position, _, status, until in self.claims if status == Preorder.Status.HELD}

    @property
    def sold(self) -> int:
        """How many positions nobody can have any more, but for those that may come back in minutes."""
        return len(self.claims) - len(self.held)

    @property
    def back_at(self) -> datetime | None:
        """When a piece that somebody is paying for may come back."""
        return min(self.held.values(), default=None)

    @cached_property
    def ordered(self) -> int:
        """How many pieces count towards the minimum."""
        return sum(order is not None and status != Preorder.Status.HELD for _, order, status, _ in self.claims)

    @cached_property
    def taken(self) -> set[int]:
        """What this visitor cannot have: whoever is invited has one piece to order, and no other."""
        if self.kept:
            return set(range(1, self.capsule.edition_size + 1)) - {self.kept.position}
        return {position for position, *_ in self.claims}

    def _offered(self, variants: list[Variant]) -> list[Variant]:
        """All or, where an invitation is for a piece that is being made already, the one that it is."""
        made = self.kept and self.kept.waiting.variant_id
        return [variant for variant in variants if variant.pk == made] if made else variants

    @cached_property
    def promise(self) -> Promise | None:
        return Promise.objects.current().filter(capsule=self.capsule).first()

    def _first_variant(self) -> Variant:
        return self.variants[0] if self.variants else Variant(name="", price_minor=0)

    @cached_property
    def phase(self) -> Phase:
        if self.capsule.status in (Capsule.Status.DRAFT, Capsule.Status.SUBMITTED):
            return Phase.PREVIEW
        if self.kept:
            return Phase.OPEN
        if self.capsule.closes_at <= self.now or not self.capsule.takes_names:
            return Phase.CLOSED
        if self.now < self.capsule.opens_at:
            return Phase.NEXT
        is_open = self.capsule.status == Capsule.Status.LISTED and len(self.taken) < self.capsule.edition_size
        return Phase.OPEN if is_open else Phase.SOLD_OUT

    @cached_property
    def edition(self):
        is_over = self.phase == Phase.CLOSED
        size, price = self.capsule.edition_size, self.variant.price_minor
        return edition_of(size, self.taken, price, self.tiers, held=self.held, is_over=is_over)

    @cached_property
    def free(self) -> list[int]:
        return free_positions(self.taken, self.capsule.edition_size, self.capsule.per_customer)

    @cached_property
    def offers(self) -> list[Bill]:
        """What one, two, … pieces of the chosen variant cost."""
        return offers(self.free, self.variant.price_minor, self.tiers, reduction=self.code)

    @cached_property
    def is_live(self) -> bool:
        """Whether each choice has its sum in the page, so that no button needs pressing to see it."""
        return len(self.variants) <= MOST_LIVE_VARIANTS and len(self.offers) <= MOST_LIVE_QUANTITIES

    @cached_property
    def quotes(self) -> list[Quote]:
        variants = self.variants if self.is_live else [self.variant]
        quotes = [quote for variant in variants for quote in self._quotes(variant)]
        return quotes if self.is_live else [quote for quote in quotes if quote.chosen]

    def _quotes(self, variant: Variant) -> list[Quote]:
        collected = offers(self.free, variant.price_minor, self.tiers, reduction=self.code)
        quotes = [self._quote(variant, offer) for offer in collected]
        return quotes + [self._sent(variant, offer) for offer in collected] if self.parcels else quotes

    def _quote(self, variant: Variant, offer: Bill, country: str = "", refusal: Refusal | None = None) -> Quote:
        chosen = variant == self.variant and offer.quantity == self.quantity and bool(country) == self.is_parcel
        return Quote(
            variant=variant,
            variant_rank=self.variants.index(variant) + 1,
            offer=offer,
            vat_minor=vat_within(offer.total_minor, self.capsule.vat_percent),
            chosen=chosen,
            country=country,
            refusal=refusal,
        )

    def _sent(self, variant: Variant, offer: Bill) -> Quote:
        try:
            return self._quote(variant, self.parcels.with_way(offer, variant, self.country), self.country)
        except Refusal as refusal:
            return self._quote(variant, offer, self.country, refusal)

    @cached_property
    def choices(self) -> list[tuple[Bill, str]]:
        return [(offer, numbers_in_words(self.free[: offer.quantity])) for offer in self.offers]

    @property
    def country_name(self) -> str:
        return country_name(self.country)

    @cached_property
    def prices_differ(self) -> bool:
        return len({variant.price_minor for variant in self.variants}) > 1

    @cached_property
    def pickup_nodes(self) -> list[tuple]:
        nodes = self.capsule.pickup_nodes.prefetch_related("staffed_hours")
        return [(node, week_in_words(node.staffed_hours.all())) for node in nodes]

    @cached_property
    def minimum_missing(self) -> int:
        return max(0, self.capsule.minimum - self.ordered)

    @cached_property
    def samples(self) -> list[Sample]:
        """Where the piece, or what it is made of, can be touched today."""
        today = self.now.astimezone(self.zone).date()
        return list(Sample.objects.on_a_shelf(today).of(self.capsule))

    @cached_property
    def clock(self):
        return countdown(self.now, self.clock_until)

    @cached_property
    def clock_until(self) -> datetime:
        if self.kept:
            return self.kept.waiting.held_until
        return self.capsule.opens_at if self.phase == Phase.NEXT else self.capsule.closes_at

    @cached_property
    def run(self) -> Run | None:
        return next(iter(self.capsule.runs.all()), None) if self.phase == Phase.CLOSED else None

    @cached_property
    def date(self) -> DateShown:
        """The promise as it was calculated; nothing is planned while a page is rendered."""
        return DateShown(self.capsule, self.run, self.promise, now=self.now)

    @cached_property
    def operations(self) -> list:
        return list(self.capsule.operations.select_related("kind", "program"))

    @cached_property
    def stops(self):
        arrives = f"by {self.date.by_at.astimezone(self.zone):%-d %B}"
        node = self.pickup_nodes[0][0].name if len(self.pickup_nodes) == 1 else "The node that you choose"
        return stops(self.operations, when=self._planned_days(), inspected="", arrives=arrives, node=node)

    def _planned_days(self) -> dict[int, str]:
        if not (self.run and self.run.planned_at):
            return {}
        steps = Step.objects.live().filter(run=self.run).with_times()
        return {step.operation_id: days_of(step, self.zone) for step in steps}

    @cached_property
    def hottest(self):
        """The route's hottest program with its curve; None where nothing is fired."""
        programs = [operation.program for operation in self.operations if operation.program]
        hottest = max(programs, key=lambda program: program.peak_c, default=None)
        return hottest and (hottest, curve_of(hottest))

    @cached_property
    def facts(self) -> list[Fact]:
        lines = [line.partition(":") for line in self.capsule.materials.splitlines() if line.strip()]
        facts = [Fact(name.strip(), words.strip()) for name, _, words in lines if words.strip()]
        facts += [Fact("Material", name.strip()) for name, _, words in lines if not words.strip()]
        mass = f"{self.variant.mass_g:,} g" if self.variant.mass_g else ""
        if measured := ", ".join(part for part in (self.variant.size, mass) if part):
            facts.insert(0, Fact("Size", measured))
        return [*facts, Fact("Marked", "With its number, and a code to a page of its own")]

    @cached_property
    def care(self) -> list[str]:
        return [line.strip() for line in self.capsule.care.splitlines() if line.strip()]

    @cached_property
    def story(self) -> list[tuple[str, str]]:
        """("lead" | "quote" | "text", words) a paragraph; one that stands in quotation marks is a quote."""
        paragraphs = [part.strip() for part in EMPTY_LINES.split(self.capsule.story) if part.strip()]
        kinds = ["quote" if part[0] == "“" and part[-1] == "”" else "text" for part in paragraphs]
        # A lead begins with a drop cap, which would part a first word of one letter from the next.
        if kinds and kinds[0] == "text" and not paragraphs[0][1:2].isspace():
            kinds[0] = "lead"
        return list(zip(kinds, paragraphs, strict=True))
