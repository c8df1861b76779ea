"""What stands around a drop on its page: how its maker kept earlier dates, and what else can be had."""

from functools import cached_property

from capsules.models import Capsule
from capsules.window import Drop, Kept, drops, for_past, for_window, kept, past

DATES_SHOWN = 5
OTHERS_SHOWN = 3


class Around:
    def __init__(self, capsule: Capsule):
        self.capsule = capsule

    @cached_property
    def kept(self) -> Kept:
        """Of the maker's latest drops."""
        return kept(past(for_past(self.capsule.maker.capsules)[:DATES_SHOWN]))

    @cached_property
    def open_now(self) -> list[Drop]:
        """Drops of which a piece is left, the maker's own first."""
        others = for_window(Capsule.objects.open().exclude(pk=self.capsule.pk).order_by("closes_at", "pk"))
        left = [drop for drop in drops(others) if drop.next_position]
        left.sort(key=lambda drop: drop.capsule.maker_id != self.capsule.maker_id)
        return left[:OTHERS_SHOWN]
