"""What capsules says no to, and in which words."""

from coop.money import format_minor
from coop.phrases import moment_words
from coop.refusals import Refusal


def pieces(count: int) -> str:
    return "1 piece" if count == 1 else f"{count} pieces"


class SoldOut(Refusal):
    def __init__(self, capsule):
        self.capsule = capsule
        may_wait = " You can join the waiting list." if capsule.takes_names else ""
        super().__init__(
            f"All {pieces(capsule.edition_size)} are taken.{may_wait}"
            if capsule.edition_size > 1
            else f"The only piece is taken.{may_wait}"
        )


class FewerLeft(Refusal):
    def __init__(self, left: int):
        self.left = left
        super().__init__(f"Only {pieces(left)} left. Nothing was ordered: choose {left} or fewer.")


class NotOpen(Refusal):
    """`opens_at` where preorders are still to open, else None. The capsule is as `locked()` gave it, with its `now`."""

    def __init__(self, capsule, *, opens_at=None):
        self.capsule, self.opens_at = capsule, opens_at
        ended = min(capsule.closed_at or capsule.closes_at, capsule.closes_at)
        zone = capsule.made_at.zone
        when = moment_words((opens_at or ended).astimezone(zone), capsule.now.astimezone(zone).date())
        where = f"in {capsule.made_at.city}"
        super().__init__(
            f"Preorders open on {when} {where}."
            if opens_at
            else f"Preorders closed on {when} {where}. Nothing was ordered."
        )


class OverLimit(Refusal):
    def __init__(self, limit: int, *, already: int):
        self.limit, self.already = limit, already
        had = f" This mail address has {already} already." if already else ""
        super().__init__(f"The limit is {pieces(limit)} per customer.{had} Nothing was ordered.")


class SumChanged(Refusal):
    """Positions moved between the page and its form: nobody pays a sum that they have not seen."""

    def __init__(self, total_minor: int, currency: str):
        self.total_minor = total_minor
        sum_now = format_minor(total_minor, currency)
        super().__init__(
            f"The sum of your choice is now {sum_now}. Nothing was ordered yet: look at it, then send again."
        )


class Overtaken(Refusal):
    """The database says that somebody took the same position; with the row locked it never comes to that."""

    def __init__(self):
        super().__init__("Somebody was faster by a moment. Nothing was ordered: please send the form again.")


class CannotCancel(Refusal):
    pass


class Incomplete(Refusal):
    """`missing` holds a sentence for each thing that is wanted."""

    status = 422

    def __init__(self, missing: list[str]):
        self.missing = missing
        super().__init__(" ".join(missing))


class AlreadyDecided(Refusal):
    """Somebody has listed, sent back, approved or withdrawn it in the meantime."""


class Frozen(Refusal):
    """What customers have been shown may no longer change."""


class BelowMinimum(Refusal):
    def __init__(self, standing: int, minimum: int):
        self.standing, self.minimum = standing, minimum
        super().__init__(
            f"{pieces(standing).capitalize()} preordered, and the minimum is {minimum}. "
            "Withdraw the run, or move the closing time later."
        )


class RunUnderWay(Refusal):
    def __init__(self):
        super().__init__("The run is approved and its pieces are being made: the closing time stays as it is.")


class ClosesTooEarly(Refusal):
    status = 422

    def __init__(self):
        super().__init__("The capsule must close after it opens.")


class PiecesLeft(Refusal):
    def __init__(self, left: int):
        self.left = left
        super().__init__(f"There is no need to wait: {pieces(left)} can be preordered now.")


class ListClosed(Refusal):
    def __init__(self):
        super().__init__("Preorders are over, and so is the waiting list.")


class NotAPicture(Refusal):
    """The words say what is wrong with the file."""

    status = 422


class PageFull(Refusal):
    def __init__(self, most: int):
        super().__init__(f"The page shows {most} pictures at most: take one away first.")


class OpenAlready(Refusal):
    def __init__(self):
        super().__init__("There is nothing to wait for: it is open already.")
