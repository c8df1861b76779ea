"""What capsules says no to, and in which words."""

from coop.money import format_minor
from coop.phrases import mass_words, moment_words
from coop.refusals import Refusal

from .countries import country_name


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


class Reserved(Refusal):
    """Some of the last pieces are only held while others pay. `capsule` has its `now`, as `locked()` gives it."""

    def __init__(self, capsule, *, back_at):
        self.capsule, self.back_at = capsule, back_at
        local = back_at.astimezone(capsule.made_at.zone)
        super().__init__(
            f"The last pieces are reserved while others pay: one may come back at {local:%H:%M} in "
            f"{capsule.made_at.city}. Nothing was ordered."
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


class HoldOver(Refusal):
    """What was held for a customer is no longer: the card was saved, or the desk chosen, too late."""

    def __init__(self, preorder):
        self.preorder = preorder
        super().__init__(
            f"{preorder.end_reason} Nothing was ordered, nothing is charged, and the card is not kept.".strip()
        )


class NothingToPay(Refusal):
    def __init__(self):
        super().__init__("There is nothing to pay here at the moment. The order’s page says how it stands.")


class NotAtTheDesk(Refusal):
    def __init__(self, preorder):
        super().__init__(
            "A parcel is paid by card, before it leaves."
            if preorder.is_parcel
            else "The way of paying can be changed until the run is approved, and no longer."
        )


class NothingToGiveBack(Refusal):
    def __init__(self):
        super().__init__("This payment has no money that could go back.")


class ReasonWanted(Refusal):
    status = 422

    def __init__(self):
        super().__init__("Say why: the customer reads the reason.")


class TooMuchBack(Refusal):
    status = 422

    def __init__(self, most_minor: int, currency: str):
        self.most_minor = most_minor
        super().__init__(f"At most {format_minor(most_minor, currency)} can go back, and at least a cent.")


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


class ChangedMeanwhile(Refusal):
    """Somebody saved it after this form was opened: whoever sends it looks at both before one goes over the other."""

    def __init__(self, what):
        super().__init__(
            f"{what} was saved in another window after you opened this one. Nothing is lost: look at both."
        )


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


class InvitationOver(Refusal):
    def __init__(self):
        super().__init__(
            "This invitation is over: the piece was held for a while, or until the drop closed. Nothing was ordered."
        )


TAKE_IT_OUT = "Take it out to order without it."


class CodeRefused(Refusal):
    """A price-off code that takes nothing off here. What was typed stays, and the order can be sent without it."""

    status = 422


class CodeUnknown(CodeRefused):
    def __init__(self, typed: str):
        super().__init__(f"Nobody knows the code “{typed}”. Look at its letters again, or take it out.")


class CodeNotYet(CodeRefused):
    """The times are said on the clock of the node that makes the capsule."""

    def __init__(self, code, capsule):
        when = _on_its_clock(code.valid_from, capsule)
        super().__init__(f"The code {code.code} begins on {when}. {TAKE_IT_OUT}")


class CodeExpired(CodeRefused):
    def __init__(self, code, capsule):
        when = _on_its_clock(code.ended_at or code.valid_until, capsule)
        super().__init__(f"The code {code.code} ended on {when}. {TAKE_IT_OUT}")


class CodeElsewhere(CodeRefused):
    def __init__(self, code):
        # A drop that nobody may see yet is not named.
        named = code.capsule and code.capsule.is_public
        where = f"another drop, {code.capsule.title}" if named else "another drop"
        super().__init__(f"The code {code.code} is for {where}. {TAKE_IT_OUT}")


class CodeUsedUp(CodeRefused):
    """Also the word to whoever comes second, when two use the last one at the same instant."""

    status = 409

    def __init__(self, code):
        super().__init__(f"The code {code.code} is used up. {TAKE_IT_OUT}")


def _on_its_clock(moment, capsule) -> str:
    zone = capsule.made_at.zone
    today = getattr(capsule, "now", moment).astimezone(zone).date()
    return f"{moment_words(moment.astimezone(zone), today)} in {capsule.made_at.city}"


class CodeTaken(Refusal):
    status = 422

    def __init__(self, code: str):
        super().__init__(f"Another code is written {code} already. Choose other letters.")


class NoShippingTo(Refusal):
    status = 422

    def __init__(self, country: str):
        self.country = country
        super().__init__(
            f"{country_name(country)} is not among the countries of our parcels. Collect at a node instead."
        )


class TooHeavy(Refusal):
    """`grams` are those that the carrier charges: of a light thing in a large box more than the scales say."""

    status = 422

    def __init__(self, grams: int, *, most_g: int, country: str):
        self.grams, self.most_g, self.country = grams, most_g, country
        super().__init__(
            f"This parcel counts as {mass_words(grams)}, and the rates for {country_name(country)} end at "
            f"{mass_words(most_g)}. Order fewer, or collect at a node."
        )


class NoParcels(Refusal):
    """Nothing of this drop is sent: nobody measured it packed, or nobody could pay before it leaves."""

    status = 422

    def __init__(self):
        super().__init__("This piece is not sent by parcel. Collect it at a node instead.")


class CountryTaken(Refusal):
    def __init__(self, zone: str, countries: list[str]):
        self.countries = countries
        names = ", ".join(country_name(code) for code in countries)
        super().__init__(f"{names}: already in the zone “{zone}”. Take it out there first. Nothing was saved.")


class RatesFall(Refusal):
    status = 422

    def __init__(self):
        super().__init__("A heavier parcel must not cost less than a lighter one. Nothing was saved.")


class CannotMove(Refusal):
    """The node of an order stays as it is."""


class StillStanding(Refusal):
    """An order that somebody still counts on cannot be forgotten."""


class NotAPicture(Refusal):
    """The words say what is wrong with the file."""

    status = 422


class PageFull(Refusal):
    def __init__(self, most: int):
        super().__init__(f"The page shows {most} pictures at most: take one away first.")


class OpenAlready(Refusal):
    def __init__(self):
        super().__init__("There is nothing to wait for: it is open already.")
