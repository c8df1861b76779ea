from .journal import Entry
from .keys import ApiKey
from .nodes import Closure, Node, StaffedHours
from .people import Maker, User

__all__ = ["ApiKey", "Closure", "Entry", "Maker", "Node", "StaffedHours", "User"]
