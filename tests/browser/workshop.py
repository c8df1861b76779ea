from datetime import timedelta

from tests import make


class Workshop:
    """A node with two wheels, and a maker who may use them. The day is tomorrow, staffed from 9 to 18."""

    def __init__(self):
        self.node = make.node()
        self.maker = make.maker(home=self.node)
        self.user = make.maker_user(self.maker)
        self.kind = make.kind("wheel", needs_qualification=False)
        self.wheel, self.second = (
            make.station(name, of=self.kind, at=self.node, hour_minor=450) for name in ("Wheel 1", "Wheel 2")
        )
        self.day = (make.now().astimezone(self.node.zone) + timedelta(days=1)).date()

    def at(self, hour, minute=0):
        from_midnight = make.now().astimezone(self.node.zone).replace(hour=0, minute=0, second=0, microsecond=0)
        return (from_midnight + timedelta(days=1)).replace(hour=hour, minute=minute)

    @property
    def board(self):
        return f"/studio/board/{self.node.slug}/{self.day}/"
