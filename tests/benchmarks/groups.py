"""Which figures there are, and how they are printed."""

import shutil
import sys

from coop.embedded import FOLDER

from . import board, cards, line, planner, promises, shop

GROUPS = {
    "line": line.figures,
    "cards": cards.figures,
    "board": board.figures,
    "planner": planner.figures,
    "promise": promises.figures,
    "shop": shop.figures,
}


def run(names: list[str]) -> int:
    try:
        return measure(names)
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)


def measure(names: list[str]) -> int:
    if unknown := set(names) - set(GROUPS):
        print(f"no such group: {', '.join(sorted(unknown))}; there are {', '.join(GROUPS)}", file=sys.stderr)
        return 2
    for name in names or GROUPS:
        for figure, value, unit in GROUPS[name]():
            print(figure, f"{value:.4g}" if isinstance(value, float) else value, unit, flush=True)
    return 0
