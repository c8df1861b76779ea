from collections.abc import Callable, Iterable
from datetime import datetime

from .provider import Back, ByHand, Charged, Closed, Due, Movement, Returned, SavedCard, Taken


class Desk:
    """Cash or the desk's own card reader, when the customer collects: whoever stands there does what is asked."""

    def collect(self, due: Due, remember: Callable[[str], bool]) -> Charged:
        return Taken()

    def close(self, due: Due) -> Charged:
        return Closed()

    def give_back(self, back: Back) -> Returned:
        return ByHand("It was paid at the desk: give it back there, or by bank transfer.")

    def forget(self, card: SavedCard) -> None:
        """There are no cards at the desk."""

    def moved_since(self, moment: datetime) -> Iterable[Movement]:
        return ()
