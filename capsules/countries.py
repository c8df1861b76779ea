"""Countries by their two letters, as the time-zone database lists them (ISO 3166)."""

from functools import cache
from importlib.resources import files


@cache
def countries() -> dict[str, str]:
    """Code → usual English name."""
    lines = files("tzdata.zoneinfo").joinpath("iso3166.tab").read_text("utf-8").splitlines()
    named = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return dict(named)


def country_name(code: str) -> str:
    """Its name, or the letters themselves where no country has them."""
    return countries().get(code, code)
