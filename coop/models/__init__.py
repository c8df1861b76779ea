from .journal import Entry
from .nodes import Closure, Node, StaffedHours
from .people import Maker, User

__all__ = ["Closure", "Entry", "Maker", "Node", "StaffedHours", "User"]
