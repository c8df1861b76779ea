"""The materials of one piece, one a line: “Clay, 1.8 kg: 2.16”."""

import re
from collections.abc import Iterable
from decimal import Decimal

LINE = re.compile(r"(?P<name>.*\S)\s*:\s*[€£$]?\s*(?P<sum>\d{1,6}(?:[.,]\d{1,2})?)")
LONGEST_NAME = 80


class UnreadableMaterial(ValueError):
    """`number` is the line's, from 1."""

    def __init__(self, number: int, line: str, why: str):
        self.number, self.line = number, line
        super().__init__(f"Line {number}, “{line}”: {why}")


def read_materials(text: str) -> list[tuple[str, int]]:
    """(name, minor units) of each line; empty lines are none. Raises UnreadableMaterial."""
    lines = ((number, line.strip()) for number, line in enumerate(text.splitlines(), 1))
    return [_read(number, line) for number, line in lines if line]


def _read(number: int, line: str) -> tuple[str, int]:
    found = LINE.fullmatch(line)
    if not found:
        raise UnreadableMaterial(number, line, "write what it is, a colon and what it costs, as in Clay, 1.8 kg: 2.16.")
    if len(found["name"]) > LONGEST_NAME:
        raise UnreadableMaterial(number, line, f"the name has more than {LONGEST_NAME} characters.")
    return found["name"], int(Decimal(found["sum"].replace(",", ".")) * 100)


def write_materials(materials: Iterable[tuple[str, int]]) -> str:
    return "\n".join(f"{name}: {minor // 100}.{minor % 100:02}" for name, minor in materials)
