"""The demo's nodes, stations and programs. Figures of kilns, firings and textiles: docs/sources.md."""

from collections.abc import Iterator
from typing import Any

from coop.models import Node, StaffedHours
from scheduling.models import Changeover, PrimeHours, Program, Station, StationKind

NODES: list[dict[str, Any]] = [
    {
        "name": "Oosterkade",
        "slug": "oosterkade",
        "street": "Oosterkade 14",
        "postcode": "3011 TN",
        "city": "Rotterdam",
        "country": "NL",
        "time_zone": "Europe/Amsterdam",
        "carried_days": 4,
        "directions": "The desk is behind the green kiln door.",
        "week": {
            0: [(9, 18)],
            1: [(9, 18)],
            2: [(9, 18)],
            3: [(9, 21)],
            4: [(9, 18)],
            5: [(10, 16)],
        },
        "prime": {3: [(18, 21)], 5: [(10, 16)]},
    },
    {
        "name": "Marvila",
        "slug": "marvila",
        "street": "Rua do Açúcar 76",
        "postcode": "1950-009",
        "city": "Lisbon",
        "country": "PT",
        "time_zone": "Europe/Lisbon",
        "carried_days": 4,
        "directions": "Through the courtyard, second door on the left.",
        "week": {
            1: [(10, 13), (14, 19)],
            2: [(10, 13), (14, 19)],
            3: [(10, 13), (14, 19)],
            4: [(10, 19)],
            5: [(10, 17)],
        },
    },
]

KINDS: dict[str, dict[str, Any]] = {
    "wheel": {"name": "wheel", "group": "form", "needs_qualification": False, "prime_minutes_a_week": 240},
    "kiln": {
        "name": "kiln",
        "group": "kiln",
        "use": "load",
        "how_to_qualify": "Load two firings with the kiln technician; they are on Thursday evenings.",
        "longest_minutes": 480,
        "cancel_hours": 2,
    },
    "glazing-booth": {
        "name": "glazing booth",
        "group": "glaze",
        "how_to_qualify": "One hour with a mask and the technician.",
        "per_day": 2,
        "cancel_hours": 24,
        "late_cancel": "charge",
        "late_percent": 50,
    },
    "dye-vat": {
        "name": "dye vat",
        "group": "dye",
        "how_to_qualify": "An afternoon with the dye book.",
    },
    "tufting-frame": {
        "name": "tufting frame",
        "group": "tuft",
        "how_to_qualify": "Tuft one sample square under the eyes of Lus.",
        "check_in": True,
    },
    "cutter": {
        "name": "cutting table",
        "group": "finish",
        "needs_qualification": False,
    },
    "finishing-line": {
        "name": "finishing line",
        "group": "finish",
        "needs_qualification": False,
    },
}

CHANGEOVERS = {
    "glazing-booth": [("light", "dark", 15), ("dark", "light", 60)],
    "dye-vat": [("light", "dark", 15), ("dark", "light", 60)],
}

STATIONS: list[tuple[str, str, str, dict[str, Any]]] = [
    ("oosterkade", "wheel", "Wheel 1", {"clearing_minutes": 10, "hour_minor": 450}),
    ("oosterkade", "wheel", "Wheel 2", {"clearing_minutes": 10, "hour_minor": 450}),
    ("oosterkade", "wheel", "Wheel 3", {"clearing_minutes": 10, "hour_minor": 450}),
    (
        "oosterkade",
        "kiln",
        "Test kiln",
        {"capacity_l": 28, "peak_limit_c": 1240, "hour_minor": 90},
    ),
    (
        "oosterkade",
        "kiln",
        "Round kiln",
        {"capacity_l": 198, "peak_limit_c": 1290, "hour_minor": 280},
    ),
    (
        "oosterkade",
        "kiln",
        "Big kiln",
        {"capacity_l": 328, "peak_limit_c": 1300, "hour_minor": 420},
    ),
    (
        "oosterkade",
        "glazing-booth",
        "Glazing booth 1",
        {"clearing_minutes": 20, "hour_minor": 600},
    ),
    (
        "oosterkade",
        "glazing-booth",
        "Glazing booth 2",
        {"clearing_minutes": 20, "hour_minor": 600},
    ),
    (
        "oosterkade",
        "dye-vat",
        "Vat A",
        {"setup_minutes": 30, "clearing_minutes": 30, "hour_minor": 700},
    ),
    ("oosterkade", "tufting-frame", "Frame 1", {"hour_minor": 500}),
    ("oosterkade", "tufting-frame", "Frame 2", {"hour_minor": 500}),
    (
        "oosterkade",
        "finishing-line",
        "Finishing line",
        {"clearing_minutes": 10, "hour_minor": 650},
    ),
    (
        "marvila",
        "dye-vat",
        "Vat B",
        {"setup_minutes": 30, "clearing_minutes": 30, "hour_minor": 600},
    ),
    (
        "marvila",
        "dye-vat",
        "Indigo vat",
        {"setup_minutes": 15, "clearing_minutes": 15, "hour_minor": 650},
    ),
    ("marvila", "tufting-frame", "Frame 3", {"hour_minor": 450}),
    ("marvila", "cutter", "Cutting table", {"hour_minor": 400}),
    (
        "marvila",
        "finishing-line",
        "Press and hem",
        {"clearing_minutes": 10, "hour_minor": 550},
    ),
]

# Segments are [°C per hour, target °C, hold in minutes]; a negative rate cools.
PROGRAMS: dict[str, dict[str, Any]] = {
    "bisque": {
        "name": "Bisque, cone 04, slow",
        "cone": "04",
        "family": "bisque",
        "peak_c": 1060,
        "fire_minutes": 531,
        "cool_minutes": 780,
        "segments": [[100, 100, 60], [150, 960, 0], [100, 1060, 5]],
    },
    "glaze": {
        "name": "Glaze, cone 6, drop and hold",
        "cone": "6",
        "family": "cone 6 glaze",
        "peak_c": 1204,
        "fire_minutes": 866,
        "cool_minutes": 540,
        "segments": [
            [60, 104, 60],
            [194, 1148, 15],
            [60, 1204, 15],
            [-600, 1148, 30],
            [-83, 760, 0],
        ],
    },
    "earthenware": {
        "name": "Glaze, cone 06, medium",
        "cone": "06",
        "family": "cone 06 glaze",
        "peak_c": 999,
        "fire_minutes": 420,
        "cool_minutes": 720,
        "segments": [[150, 540, 0], [200, 999, 15]],
    },
}


def build() -> None:
    kinds = {slug: StationKind.objects.create(slug=slug, **fields) for slug, fields in KINDS.items()}
    for slug, changes in CHANGEOVERS.items():
        for before, after, minutes in changes:
            Changeover.objects.create(kind=kinds[slug], before=before, after=after, minutes=minutes)
    for fields in NODES:
        build_node(**fields)
    nodes = {node.slug: node for node in Node.objects.all()}
    for node, kind, name, fields in STATIONS:
        slug = f"{node}-{name.lower().replace(' ', '-')}"
        Station.objects.create(node=nodes[node], kind=kinds[kind], name=name, slug=slug, **fields)
    for fields in PROGRAMS.values():
        Program.objects.create(kind=kinds["kiln"], **fields)


def build_node(*, week, prime=None, **fields) -> None:
    node = Node.objects.create(**fields)
    StaffedHours.objects.bulk_create(StaffedHours(node=node, **stretch) for stretch in stretches(week))
    PrimeHours.objects.bulk_create(PrimeHours(node=node, **stretch) for stretch in stretches(prime or {}))


def stretches(week: dict) -> Iterator[dict[str, int]]:
    for weekday, hours in week.items():
        for opens, closes in hours:
            yield {"weekday": weekday, "opens_minute": opens * 60, "closes_minute": closes * 60}
