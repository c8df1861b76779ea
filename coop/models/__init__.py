from .journal import Entry
from .keys import ApiKey
from .nodes import Closure, ExtraHours, Node, StaffedHours
from .people import Maker, User
from .terms import Terms

__all__ = ["ApiKey", "Closure", "Entry", "ExtraHours", "Maker", "Node", "StaffedHours", "Terms", "User"]
