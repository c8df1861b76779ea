"""What a new capsule may begin with: a vessel, a rug or a textile, with its route, prices, policies and costs."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from capsules.sheets import Sheet
from scheduling.models import Operation, Program, StationKind

RETURNS = "Within 14 days of the pickup, unused, at the node where you collected it. You get the full price back."
EARLY, LATE = 5, 5
"""Of an edition, a fifth is the early tier and a fifth the late one."""


@dataclass(frozen=True)
class Beginning:
    slug: str
    written: dict[str, Any]

    @property
    def name(self) -> str:
        return self.written["name"]

    @property
    def about(self) -> str:
        return self.written["about"]

    @property
    def artwork(self) -> str:
        return self.written["artwork"]

    @property
    def palette(self) -> str:
        return self.written["palette"]

    @property
    def fields(self) -> dict[str, Any]:
        """Of the capsule, as its form begins with them. The title, the tagline and the story are the maker's."""
        named = ("thing", "artwork", "palette", "materials", "lead_days", "edition_size", "minimum", "per_customer")
        given = {name: self.written[name] for name in named if name in self.written}
        return given | {"repair_policy": self.written["repair"], "returns_policy": RETURNS}

    @property
    def variants(self) -> list[dict[str, Any]]:
        return self.written["variants"]

    @property
    def tiers(self) -> list[dict[str, Any]]:
        """An early fifth for less and a late fifth for more, as the tiers' form has them."""
        size = self.written.get("edition_size", 50)
        return [
            {"first": 1, "last": size // EARLY, "change": {"percent": -12, "amount_minor": 0}},
            {"first": size - size // LATE + 1, "last": size, "change": {"percent": 10, "amount_minor": 0}},
        ]

    @property
    def sheet(self) -> Sheet:
        costs = dict(self.written["costs"])
        materials = tuple((name, minor) for name, minor in costs.pop("materials"))
        return Sheet(Sheet().fields | costs, materials)

    def stops(self, kinds: Iterable[StationKind], programs: Iterable[Program]) -> list[Operation]:
        """Its route at this co-op's stations, not yet saved. A stop for which there is no station is left out."""
        kinds, programs = list(kinds), list(programs)
        found = (_stop(dict(stop), kinds, programs) for stop in self.written["route"])
        return [stop for stop in found if stop]


def _stop(stop: dict, kinds: list[StationKind], programs: list[Program]) -> Operation | None:
    group, at, family = stop.pop("group"), stop.pop("at", []), stop.pop("program", "")
    if family:
        return _fired(stop, family, [program for program in programs if program.kind.group == group])
    of_group = [kind for kind in kinds if kind.group == group and kind.use == StationKind.Use.EXCLUSIVE]
    named = (kind for word in at for kind in of_group if word in kind.name.lower())
    kind = next(named, of_group[0] if of_group else None)
    return Operation(kind=kind, **stop) if kind else None


def _fired(stop: dict, family: str, programs: list[Program]) -> Operation | None:
    of_family = [program for program in programs if family in program.family.lower()]
    program = max(of_family, key=lambda program: program.peak_c, default=None)
    return Operation(kind=program.kind, program=program, **stop) if program else None


BEGINNINGS = {
    slug: Beginning(slug, written)
    for slug, written in tomllib.loads((Path(__file__).parent / "beginnings.toml").read_text()).items()
}
