"""What the demo's makers assume of their capsules' costs, as costs.toml says it."""

import tomllib
from pathlib import Path

from capsules.actions.costing import save_costs
from capsules.models import Capsule
from capsules.sheets import Sheet, SheetZone

COSTS = tomllib.loads((Path(__file__).parent / "costs.toml").read_text())


def write_costs(capsule: Capsule) -> None:
    """By the capsule's maker."""
    own = dict(COSTS[capsule.slug])
    fields = Sheet().fields | COSTS["craft"][own["craft"]]
    materials = tuple((name, minor) for name, minor in own["materials"])
    zones = tuple(SheetZone(*row) for row in COSTS["zones"][own["zones"]]["rows"])
    save_costs(capsule, Sheet(fields, materials, zones), by=capsule.maker.people.first())
