"""Which pieces lie in which firing after a plan: shares that leave, that change, and that are new."""

from dataclasses import dataclass

from django.utils import timezone

from scheduling import planner
from scheduling.models import Booking, Firing, LoadShare

from .chains_of_runs import Held
from .plan_rows import Fire
from .problem_from_rows import Rows


@dataclass(frozen=True)
class Place:
    """A step's pieces in a load of the plan, and the share that has been there, if any."""

    step: str
    load: planner.Load
    member: planner.Share
    share: LoadShare | None
    stays: bool


@dataclass(frozen=True)
class Shares:
    rows: Rows
    places: list[Place]
    leaving: list[LoadShare]

    @classmethod
    def of(cls, plan: planner.Plan, rows: Rows, fires: list[Fire]) -> "Shares":
        standing = {fire.load: fire for fire in fires if fire.load and fire.firing}
        old = {(key, share.firing_id): share for key, step in rows.steps.items() for share in Held.by(step).shares}
        places = []
        for load in plan.loads:
            fire = standing.get(load)
            firing = rows.firings[load.joins] if load.joins else fire and fire.firing
            for member in load.members:
                share = old.pop((member.step, firing.pk), None) if firing else None
                same = share is not None and (share.pieces, share.litres) == (member.pieces, member.litres)
                unmoved = load.joins is not None or (fire is not None and fire.stays)
                places.append(Place(member.step, load, member, share, stays=same and unmoved))
        return cls(rows, places, list(old.values()))

    def take_out(self) -> None:
        """Those that change too: only what is out can grow into room that another one leaves."""
        changing = [place.share for place in self.places if place.share and not place.stays]
        out = [share.pk for share in (*self.leaving, *changing)]
        LoadShare.objects.live().filter(pk__in=out).update(released_at=timezone.now())

    def put_in(self, lit: dict[planner.Load, Firing]) -> dict[str, list[Booking]]:
        """Write the shares into their firings; where each step's pieces are fired now."""
        changed, new, found = [], [], {}
        for place in self.places:
            firing = self.rows.firings[place.load.joins] if place.load.joins else lit[place.load]
            found.setdefault(place.step, []).append(firing.booking)
            if place.stays:
                continue
            share = place.share or self._share(place.step)
            share.firing, share.pieces, share.litres = firing, place.member.pieces, place.member.litres
            share.released_at = None
            (changed if place.share else new).append(share)
        LoadShare.objects.bulk_update(changed, ["firing", "pieces", "litres", "released_at"])
        LoadShare.objects.bulk_create(new)
        return found

    def _share(self, key: str) -> LoadShare:
        step = self.rows.steps[key]
        return LoadShare(step=step, maker=step.run.capsule.maker)
