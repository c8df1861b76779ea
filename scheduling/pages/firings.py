"""Firings as their pages show them: fill, curve, who is in and what it costs. Rows in, plain values out."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from django.utils import timezone

from coop.models import User
from scheduling.actions.firing import fee_for_leaving, shares_cost
from scheduling.curve import Curve, curve_of
from scheduling.models import Firing, LoadShare, Program
from scheduling.refusals import CannotCancel


class Filling(NamedTuple):
    """A share as a stretch of the bar, in percent of the kiln."""

    x: float
    width: float
    own: bool


@dataclass(frozen=True)
class ShareShown:
    share: LoadShare
    own: bool
    seen_whole: bool
    """Whether the user may read whose it is, and its pieces: their own, and all of them as an admin."""
    now_minor: int
    full_minor: int
    fee_minor: int
    stays_because: str
    """Why it cannot be taken out; empty where it can."""


@dataclass(frozen=True)
class FiringShown:
    """A firing as one user sees it. Its shares, station and node are loaded."""

    firing: Firing
    user: User

    @property
    def node(self):
        return self.firing.booking.station.node

    @cached_property
    def is_ahead(self) -> bool:
        """Whether its shares may still come and go: from loading on nobody joins or leaves."""
        return self.firing.booking.released_at is None and self.firing.booking.during.lower > timezone.now()

    @cached_property
    def curve(self) -> Curve:
        return curve_of(self.firing.program)

    @cached_property
    def live(self) -> list[LoadShare]:
        return [share for share in self.firing.shares.all() if share.released_at is None]

    @property
    def fillings(self) -> list[Filling]:
        whole, at, bars = float(self.firing.capacity_l), 0.0, []
        for share in self.live:
            width = float(share.litres) / whole * 100
            bars.append(Filling(round(at, 2), round(width, 2), self._is_own(share)))
            at += width
        return bars

    @property
    def own_litres(self) -> Decimal:
        return sum((share.litres for share in self.live if self._is_own(share)), Decimal())

    @cached_property
    def shares(self) -> list[ShareShown]:
        now = shares_cost(self.firing)
        full = shares_cost(self.firing, self.firing.free_l) if self.firing.free_l else now
        return [self._shown(share, now[share.pk], full[share.pk]) for share in self.live]

    def cost_of_joining(self, litres: Decimal) -> tuple[int, int]:
        """What so many litres more would cost with those that are in it, and once it is full."""
        alone = shares_cost(self.firing, litres)[None]
        left = self.firing.free_l - litres
        return alone, list(shares_cost(self.firing, left, litres).values())[-1] if left > 0 else alone

    def _is_own(self, share: LoadShare) -> bool:
        return self.user.maker_id is not None and share.maker_id == self.user.maker_id

    def _shown(self, share: LoadShare, now_minor: int, full_minor: int) -> ShareShown:
        own = self._is_own(share)
        fee, why = 0, ""
        if own or self.user.is_admin:
            try:
                fee = fee_for_leaving(self.firing, share, self.user)
            except CannotCancel as refused:
                why = str(refused)
        return ShareShown(share, own, own or self.user.is_admin, now_minor, full_minor, fee, why)


class OfOneProgram(NamedTuple):
    program: Program
    firings: list[FiringShown]


def by_program(firings: Iterable[FiringShown]) -> list[OfOneProgram]:
    """By heat, the coolest first, and by date within."""
    ordered = sorted(
        firings,
        key=lambda each: (each.firing.program.peak_c, each.firing.program_id, each.firing.booking.during.lower),
    )
    groups = groupby(ordered, key=lambda each: each.firing.program)
    return [OfOneProgram(program, list(some)) for program, some in groups]
