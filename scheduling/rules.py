"""What may be booked, in figures. A station's own figure wins over its kind's, and its kind's over the house's."""

from dataclasses import dataclass, fields
from typing import Any

TERMS = ("cancel_hours", "late_cancel", "late_percent")


@dataclass(frozen=True)
class Rules:
    """The rules that bite on one station; None where there is no limit."""

    staffed_only: bool = True
    per_day: int | None = None
    future_minutes: int | None = None
    prime_minutes_a_week: int | None = None
    cancel_hours: int = 0
    late_cancel: str = "refuse"
    late_percent: int = 100
    check_in: bool = False
    early_minutes: int = 10
    late_minutes: int = 15

    @classmethod
    def of(cls, *layers) -> "Rules":
        """The first figure that a layer (station, then kind) gives for each rule, else the house's own."""
        figures: dict[str, Any] = {}
        for field in fields(cls):
            given = (getattr(layer, field.name) for layer in layers)
            figures[field.name] = next((figure for figure in given if figure is not None), field.default)
        return cls(**figures)

    @property
    def terms(self) -> dict[str, Any]:
        """Those that a booking keeps as they were when it was made: what giving it back costs."""
        return {name: getattr(self, name) for name in TERMS}
