"""What is said of a capsule wherever it is sold from: its state, price and date, exactly as its own page says them."""

from datetime import date, datetime
from functools import cached_property

from capsules.models import Variant
from capsules.pricing import price_at, price_stretches
from coop.money import format_minor
from coop.phrases import day_words, moment_words
from scheduling.pages.showcase import Phase, Showcase

STATES = {
    Phase.PREVIEW: "Preview",
    Phase.NEXT: "Opens soon",
    Phase.OPEN: "Open now",
    Phase.SOLD_OUT: "Sold out",
    Phase.CLOSED: "Closed",
}


class OnSale:
    """`show` is the capsule's page; nothing is asked of the database."""

    def __init__(self, show: Showcase):
        self.show, self.capsule, self.phase = show, show.capsule, show.phase

    @property
    def state(self) -> str:
        return STATES[self.phase]

    @property
    def is_open(self) -> bool:
        return self.phase == Phase.OPEN

    @property
    def is_buyable(self) -> bool:
        """Now or soon: a price means something."""
        return self.phase in (Phase.PREVIEW, Phase.NEXT, Phase.OPEN)

    def price_minor(self, variant: Variant) -> int:
        """What the next piece costs in this variant; where no piece is the next one, what the last one cost."""
        position = self.show.edition.next_number or self.capsule.edition_size
        return price_at(position, variant.price_minor, self.show.tiers).price_minor

    @cached_property
    def prices(self) -> list[int]:
        return sorted({self.price_minor(variant) for variant in self.show.variants})

    @property
    def price(self) -> str:
        """“€42.00”, or “from €42.00” where variants differ; nothing where there is none."""
        if not self.prices:
            return ""
        words = format_minor(self.prices[0], self.capsule.currency)
        return f"from {words}" if len(self.prices) > 1 else words

    @cached_property
    def price_range(self) -> str:
        """All that a piece of the edition may cost: “€42.00–€54.00”."""
        tiers, size = self.show.tiers, self.capsule.edition_size
        variants = {variant.price_minor for variant in self.show.variants}
        prices = {price for own in variants for _, _, price in price_stretches(size, own, tiers)}
        return "–".join(format_minor(each, self.capsule.currency) for each in sorted({min(prices), max(prices)}))

    @property
    def available_at(self) -> datetime:
        """By when the page promises the pieces, on the node's clock."""
        return self._there(self.show.date.by_at)

    @property
    def available_on(self) -> date:
        return self.available_at.date()

    @property
    def available_day(self) -> str:
        return day_words(self.available_on, self._today)

    @property
    def opens(self) -> str:
        return self._moment(self.capsule.opens_at)

    @property
    def closes(self) -> str:
        return self._moment(self.capsule.closes_at)

    @cached_property
    def days(self) -> tuple[tuple[str, str], ...]:
        """What happens next and when: (“Preorder until”, “Sun 1 March, 18:00”), (“Ready by”, “Thu 12 March”)."""
        return (self._next, ("Ready by", self.available_day)) if self.is_buyable else (self._next,)

    @property
    def _next(self) -> tuple[str, str]:
        if self.phase in (Phase.PREVIEW, Phase.NEXT):
            return "Opens", self.opens
        if self.phase == Phase.OPEN:
            return "Preorder until", self.closes
        if self.phase == Phase.SOLD_OUT:
            return "Waiting list until", self.closes
        return "Closed", self._moment(min(self.show.date.closed_at, self.capsule.closes_at))

    @property
    def days_said(self) -> str:
        """“Preorder until Sun 1 March, 18:00; ready by Thu 12 March”"""
        first, *others = (f"{name} {day}" for name, day in self.days)
        return "; ".join([first, *(f"{words[0].lower()}{words[1:]}" for words in others)])

    def _there(self, moment: datetime) -> datetime:
        return moment.astimezone(self.show.zone)

    def _moment(self, moment: datetime) -> str:
        return moment_words(self._there(moment), self._today)

    @cached_property
    def _today(self) -> date:
        return self._there(self.show.now).date()
