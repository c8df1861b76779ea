"""A small pottery for tests of runs: a wheel and a kiln at one node, and a route over both."""

from scheduling.models import StationKind
from tests import make


def the(build, name):
    """The kind of that name: several potteries share theirs."""
    return StationKind.objects.filter(name=name).first() or build(name)


class Pottery:
    """Bowls are thrown on a wheel, 30 minutes each, and bisque fired, 4 litres each."""

    def __init__(self, *, pieces=6, qualified=True, hours=None):
        self.node = make.node(hours=hours)
        self.maker = make.maker("Kiezel", home=self.node)
        self.throwing, self.firing = the(make.kind, "wheel"), the(make.kiln_kind, "kiln")
        self.wheel = make.station("Wheel 1", of=self.throwing, at=self.node)
        self.kiln = make.kiln("Big kiln", of=self.firing, at=self.node, capacity_l=100)
        self.bisque = self.firing.programs.first() or make.program(self.firing, "bisque 04")
        self.capsule = make.capsule(maker=self.maker, status="closed")
        make.operation(self.capsule, on=self.throwing, rank=1, name="Thrown", minutes_per_piece=30, wait_minutes=1440)
        make.operation(
            self.capsule, on=self.firing, rank=2, name="Bisque fired", program=self.bisque, litres_per_piece=4
        )
        if qualified:
            make.qualify(self.maker, self.throwing, self.firing)
        self.run = make.run(self.capsule, pieces=pieces)

    def another_run(self, *, pieces=6, litres_per_piece=4):
        """Of another capsule of the same maker that is only fired."""
        capsule = make.capsule(maker=self.maker, status="closed")
        make.operation(
            capsule, on=self.firing, name="Bisque fired", program=self.bisque, litres_per_piece=litres_per_piece
        )
        return make.run(capsule, pieces=pieces)
