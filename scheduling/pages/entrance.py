"""How somebody came to a capsule's page: by whose link, with which code, or by an invitation from the waiting list."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from capsules.actions.codes import find_code
from capsules.asked import Door
from capsules.models import Capsule, Claim, PriceCode, Referral, Waiting
from capsules.refusals import CodeRefused
from capsules.via import link_of, links_for


@dataclass(frozen=True)
class CodeTyped:
    """What stands in the form's field for a code, and what came of it: the code, or why it takes nothing off."""

    typed: str = ""
    code: PriceCode | None = None
    refusal: CodeRefused | None = None


class Entrance:
    def __init__(self, request, capsule: Capsule, *, now: datetime):
        self.request, self.capsule, self.now = request, capsule, now
        self.is_sent = request.method == "POST"

    @cached_property
    def links(self) -> tuple[Referral | None, Referral | None]:
        """The first and the last that count for this drop."""
        return links_for(self.request, self.capsule)

    @cached_property
    def via(self) -> str:
        """The code of the link that led here, for the form to take along."""
        link = link_of(self.request)
        return link.code if link else ""

    @cached_property
    def code(self) -> CodeTyped:
        """What was typed or, on the way in, what the link brings along, if it is worth something here."""
        if self.is_sent:
            return self._looked_up(self.request.POST.get("code", ""))
        brought = self.links[1] and self.links[1].price_code
        found = self._looked_up(brought.code) if brought else CodeTyped()
        return CodeTyped() if found.refusal else found

    def _looked_up(self, typed: str) -> CodeTyped:
        try:
            return CodeTyped(typed, find_code(typed, self.capsule, now=self.now))
        except CodeRefused as refusal:
            return CodeTyped(typed, refusal=refusal)

    @cached_property
    def waiting(self) -> Waiting | None:
        """Whose invitation this is, whether it still holds a piece or not."""
        given = self.request.POST if self.is_sent else self.request.GET
        secret = given.get("invited", "")
        return Waiting.objects.filter(capsule=self.capsule, secret=secret).first() if secret else None

    @cached_property
    def kept(self) -> Claim | None:
        """The claim that holds a piece for them."""
        waiting = self.waiting
        if waiting is None or waiting.status != Waiting.Status.INVITED:
            return None
        waiting.capsule = self.capsule
        return waiting.claims.live().first() if self.now < waiting.held_until else None

    @property
    def door(self) -> Door:
        first, last = self.links
        return Door(code=self.code.typed, first_via=first, last_via=last, waiting=self.waiting)
