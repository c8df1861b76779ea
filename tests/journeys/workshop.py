"""A co-op with two nodes, staffed day and night so that no test waits for a morning."""

from datetime import timedelta

from coop.models import Node
from tests import make

DAY_AND_NIGHT = [(day, 0, 24) for day in range(7)]
NO_SUMMER_TIME = "Etc/GMT-1"  # no hour comes twice, whenever the tests run


class Workshop:
    """Bowls are thrown on a wheel and bisque fired at the Oosterkade, and collected at the Noordplein."""

    def __init__(self):
        self.node = make.node("Oosterkade", slug="oosterkade", hours=DAY_AND_NIGHT, time_zone=NO_SUMMER_TIME)
        self.shop = make.node("Noordplein", slug="noordplein", hours=DAY_AND_NIGHT, time_zone=NO_SUMMER_TIME)
        self.maker = make.maker("Kiezel", home=self.node)
        self.throwing, self.firing = make.kind("wheel"), make.kiln_kind("kiln")
        self.wheel = make.station("Wheel 1", of=self.throwing, at=self.node)
        self.kiln = make.kiln("Big kiln", of=self.firing, at=self.node, capacity_l=100)
        self.bisque = make.program(self.firing, "bisque 04", fire_minutes=120, cool_minutes=60)
        make.qualify(self.maker, self.throwing, self.firing)
        self.maker_user = make.maker_user(self.maker, email="mia@kiezel.example")
        self.admin = make.admin(email="ada@coop.example")
        self.floor = make.desk_user(self.node)
        self.desk = make.desk_user(self.shop)

    def capsule(self, title="Low Tide", *, pieces=4, **fields):
        """A listed capsule with its route."""
        defaults = {"maker": self.maker, "edition_size": pieces, "minimum": 1, "pickup_nodes": [self.shop]}
        capsule = make.capsule(title, **defaults | fields)
        self.add_route(capsule)
        return capsule

    def add_route(self, capsule):
        make.operation(capsule, on=self.throwing, rank=1, name="Thrown", minutes_per_piece=10, wait_minutes=30)
        make.operation(capsule, on=self.firing, rank=2, name="Fired", program=self.bisque, litres_per_piece=4)


def local_parts(node: Node, moment) -> tuple[str, str]:
    """A moment as it is typed into a form: the day and the time on the node's clock."""
    local = moment.astimezone(node.zone)
    return f"{local:%Y-%m-%d}", f"{local:%H:%M}"


A_DAY, A_MINUTE = timedelta(days=1), timedelta(minutes=1)
