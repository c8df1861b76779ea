"""The demo's capsules: their routes, and what drops.toml says of each. What happened to them stands in `history`."""

import tomllib
from datetime import datetime
from pathlib import Path

from capsules.models import Capsule, Tier, Variant
from coop.models import Maker, Node
from scheduling.models import Changeover, Operation, Program, StationKind

from .costs import write_costs

HOUR, DAY = 60, 24 * 60

REPAIR = (
    "Chips, cracks and loose ends are repaired for two years, at the cost of the material. "
    "Bring the piece to any node; the desk gives you a date."
)
RETURNS = "Within 14 days of the pickup, unused, at the node where you collected it. You get the full price back."

VESSEL_ROUTE = [
    {
        "name": "Formed",
        "kind": "wheel",
        "splits": True,
        "setup_minutes": 15,
        "minutes_per_piece": 6,
        "wait_minutes": 3 * DAY,
    },
    {"name": "Bisque", "kind": "kiln", "program": "bisque", "litres_per_piece": 4},
    {
        "name": "Glazed",
        "kind": "glazing-booth",
        "setup_minutes": 20,
        "minutes_per_piece": 5,
        "wait_minutes": 4 * HOUR,
        "longest_wait_minutes": 5 * DAY,
    },
    {"name": "Fired", "kind": "kiln", "program": "glaze", "litres_per_piece": 5},
    {
        "name": "Finished",
        "kind": "finishing-line",
        "setup_minutes": 10,
        "minutes_per_piece": 2,
    },
]
RUG_ROUTE = [
    {
        "name": "Tufted",
        "kind": "tufting-frame",
        "splits": True,
        "setup_minutes": 30,
        "minutes_per_piece": 75,
    },
    {
        "name": "Backed",
        "kind": "finishing-line",
        "setup_minutes": 20,
        "minutes_per_piece": 10,
        "wait_minutes": 24 * HOUR,
    },
    {
        "name": "Sheared",
        "kind": "finishing-line",
        "setup_minutes": 10,
        "minutes_per_piece": 12,
    },
]
CLOTH_ROUTE = [
    {"name": "Cut", "kind": "cutter", "setup_minutes": 10, "minutes_per_piece": 4},
    {
        "name": "Dyed",
        "kind": "dye-vat",
        "setup_minutes": 60,
        "minutes_per_piece": 9,
        "wait_minutes": 14 * HOUR,
    },
    {
        "name": "Pressed and hemmed",
        "kind": "finishing-line",
        "setup_minutes": 10,
        "minutes_per_piece": 8,
    },
]


ROUTES = {"vessel": VESSEL_ROUTE, "rug": RUG_ROUTE, "cloth": CLOTH_ROUTE, "tufting alone": RUG_ROUTE[:1]}
PROGRAMS = {"bisque": "Bisque, cone 04, slow", "glaze": "Glaze, cone 6, drop and hold"}
DROPS = tomllib.loads((Path(__file__).parent / "drops.toml").read_text())


def draft(slug: str, *, opens_at: datetime, closes_at: datetime) -> Capsule:
    """Write a drop as its maker would: the capsule, its variants and tiers, its route and its costs."""
    words = dict(DROPS[slug])
    maker = Maker.objects.select_related("home").get(slug=words.pop("maker"))
    route, variants, tiers = ROUTES[words.pop("route")], words.pop("variants"), words.pop("tiers", [])
    pickup, family = words.pop("pickup", [maker.home.slug]), words.pop("family", "light")
    capsule = Capsule.objects.create(
        slug=slug,
        maker=maker,
        made_at=maker.home,
        opens_at=opens_at,
        closes_at=closes_at,
        repair_policy=REPAIR,
        returns_policy=RETURNS,
        **words,
    )
    capsule.pickup_nodes.set(Node.objects.filter(slug__in=pickup))
    for rank, fields in enumerate(variants, 1):
        Variant.objects.create(capsule=capsule, rank=rank, sku=f"{slug}-{rank}".upper(), **fields)
    for fields in tiers:
        Tier.objects.create(capsule=capsule, **fields)
    write_route(capsule, route, family)
    write_costs(capsule)
    return capsule


def write_route(capsule: Capsule, route: list[dict], family: str) -> None:
    """With the colours' `family` where the station is changed over for it."""
    coloured = set(Changeover.objects.values_list("kind__slug", flat=True))
    kinds = {kind.slug: kind for kind in StationKind.objects.all()}
    for rank, stop in enumerate(route, 1):
        fields = stop | {"kind": kinds[stop["kind"]], "family": family if stop["kind"] in coloured else ""}
        if "program" in stop:
            fields["program"] = Program.objects.get(name=PROGRAMS[stop["program"]])
        Operation.objects.create(capsule=capsule, rank=rank, **fields)
