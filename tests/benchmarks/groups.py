"""Which figures there are, and how they are printed."""

import shutil
import sys

from coop.embedded import FOLDER

from . import approving, board, cards, line, planner, promises, shop

GROUPS = {
    "line": line.figures,
    "cards": cards.figures,
    "board": board.figures,
    "planner": planner.figures,
    "approving": approving.figures,
    "promise": promises.figures,
    "shop": shop.figures,
}

WITHIN_PLANNER = ("approving", "promise")
"""That group prints them too."""


def run(names: list[str]) -> int:
    try:
        return measure(names)
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)


def measure(names: list[str]) -> int:
    if unknown := set(names) - set(GROUPS):
        print(f"no such group: {', '.join(sorted(unknown))}; there are {', '.join(GROUPS)}", file=sys.stderr)
        return 2
    for name in names or [each for each in GROUPS if each not in WITHIN_PLANNER]:
        for figure, value, unit in GROUPS[name]():
            print(figure, f"{value:.4g}" if isinstance(value, float) else value, unit, flush=True)
    return 0
