"""What is asked of a provider, and what it may answer. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True)
class SavedCard:
    """A card as the provider names it: who pays, how it was saved, and what it is called since."""

    customer: str
    setup: str
    method: str


@dataclass(frozen=True)
class Due:
    """A sum that is to be taken. `intent` is the provider's name for it where it was asked before."""

    uid: UUID
    order: str
    minor: int
    currency: str
    intent: str = ""
    card: SavedCard | None = None
    turn: int = 0


@dataclass(frozen=True)
class Back:
    """A sum that goes back of what was taken as `intent`. Asked `again`, it may have gone already."""

    uid: UUID
    intent: str
    minor: int
    turn: int = 0
    again: bool = False


@dataclass(frozen=True)
class Taken:
    """The money is there."""

    intent: str = ""


@dataclass(frozen=True)
class Asks:
    """Nothing was taken: the customer must act. `wants` is “card” or “confirmation”, `why` for people to read."""

    wants: str
    why: str


@dataclass(frozen=True)
class Closed:
    """Nothing was taken, and under this intent nothing can be."""


@dataclass(frozen=True)
class Given:
    """The money is on its way back."""

    reference: str = ""


@dataclass(frozen=True)
class ByHand:
    """The provider cannot give it back: somebody must."""

    why: str


@dataclass(frozen=True)
class Later:
    """Nobody knows yet: ask again. `rejected` where the answer would be repeated for the same question."""

    why: str
    rejected: bool = False


Charged = Taken | Asks | Closed | Later
Returned = Given | ByHand | Later


@dataclass(frozen=True)
class Movement:
    """Money that moved at the provider: taken as `intent`, or given back of it where it `is_refund`.

    `reference` is the provider's name for it, `uid` the one that we gave it, or "".
    """

    reference: str
    intent: str
    uid: str
    minor: int
    currency: str
    at: datetime
    is_refund: bool = False


@dataclass(frozen=True)
class Setup:
    """The saving of a card: `is_saved`, still open to the form that knows its `secret`, or else over."""

    card: SavedCard
    is_saved: bool
    is_open: bool
    secret: str = ""
    brand: str = ""
    last4: str = ""


@dataclass(frozen=True)
class News:
    """A message of the provider: its own name, what happened, and to what."""

    event: str
    kind: str
    about: str


class NotFromProvider(Exception):
    """The signature is missing, wrong or old."""


class ProviderAway(Exception):
    """The provider did not answer, or not sensibly; what was asked may or may not have happened."""


class Provider(Protocol):
    """How money comes and goes, whichever way its customer chose."""

    def collect(self, due: Due, remember: Callable[[str], bool]) -> Charged:
        """Take what is due, once however often it is asked.

        `remember` is told the provider's name for the charge before any money moves; where it says no, none does.
        """
        ...

    def close(self, due: Due) -> Charged:
        """Make sure that nothing can be taken any more: Closed, or Taken where it was too late."""
        ...

    def give_back(self, back: Back) -> Returned:
        """Give a sum back, once however often it is asked."""
        ...

    def forget(self, card: SavedCard) -> None:
        """Let go of a saved card, or of its saving. Raises ProviderAway."""
        ...

    def moved_since(self, moment: datetime) -> Iterable[Movement]:
        """All money that moved at the provider from then on. Raises ProviderAway."""
        ...
