"""A capsule's materials, one fact a line: “Clay: river stoneware, cone 6”. Pure."""

CARE = frozenset({"care", "use", "wash"})
NOT_TO_TOUCH = CARE | {"holds", "size"}


def facts(materials: str) -> list[str]:
    return [line.strip() for line in materials.splitlines() if line.strip()]


def care(materials: str) -> list[str]:
    """How a piece is cared for."""
    return [fact for fact in facts(materials) if _name(fact) in CARE]


def touchable(materials: str) -> list[str]:
    """What a sample can show."""
    return [fact for fact in facts(materials) if _name(fact) not in NOT_TO_TOUCH]


def _name(fact: str) -> str:
    return fact.partition(":")[0].strip().casefold()
