"""What a firing answers to makers. Each refusal says the figures, and the nearest loading times where those help."""

from dataclasses import dataclass
from datetime import datetime

from .loading import FiringTimes
from .models import Station
from .refusals import BookingRefused


@dataclass(frozen=True)
class Loading:
    """A firing that a kiln has free, offered instead."""

    station: Station
    times: FiringTimes
    price_minor: int

    @property
    def start(self) -> datetime:
        return self.times.loads_at

    @property
    def end(self) -> datetime:
        return self.times.ends_at

    @property
    def opens_at(self) -> datetime:
        return self.times.opens_at

    @property
    def minutes(self) -> int:
        return round((self.end - self.start).total_seconds() / 60)


class KilnTaken(BookingRefused):
    """Somebody else has the kiln for some of the hours that this firing needs."""

    def __init__(self, kiln, hours: str, alternatives: list[Loading]):
        super().__init__(
            f"{kiln} is taken for some of the time {hours}. Nothing was booked.",
            alternatives,
        )


class HandsBusy(BookingRefused):
    """The node's kiln technician loads or unloads another kiln then."""


class NobodyUnloads(BookingRefused):
    """Nobody is there to unload the kiln within a sensible time after it has cooled."""


class TooHot(BookingRefused):
    """The program's peak is above what the kiln can bear."""

    status = 422

    def __init__(self, program, kiln):
        super().__init__(
            f"{program} peaks at {program.peak_c} °C, and {kiln} is limited to {kiln.peak_limit_c} °C. "
            "Choose a cooler program or another kiln."
        )


class WrongProgram(BookingRefused):
    """The program is not one of this kind of station."""

    status = 422


class NoRoom(BookingRefused):
    """The litres do not fit into what is left."""


class OtherFamily(BookingRefused):
    """Families do not share a load."""


class NotHotEnough(BookingRefused):
    """The firing stays below what the pieces need."""


class CannotJoin(BookingRefused):
    """The firing is not shared, is cancelled, or is loaded already."""
