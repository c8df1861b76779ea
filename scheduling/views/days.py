from datetime import date

from scheduling.months import Month


class LocalDay:
    """A local day in an address: 2027-03-12. A day that does not exist is a 404."""

    regex = "20[0-9]{2}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value):
        return date.fromisoformat(value)

    def to_url(self, value):
        return value.isoformat()


class LocalMonth:
    """A month in an address: 2027-03. Those at the ends of the century are a 404, as nothing lies beyond them."""

    regex = "20[0-9]{2}-(?:0[1-9]|1[0-2])"

    def to_python(self, value):
        month = Month(*map(int, value.split("-")))
        if not 2000 < month.year < 2099:
            raise ValueError(value)
        return month

    def to_url(self, value):
        return str(value)
