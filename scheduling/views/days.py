from datetime import date


class LocalDay:
    """A local day in an address: 2027-03-12. A day that does not exist is a 404."""

    regex = "20[0-9]{2}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value):
        return date.fromisoformat(value)

    def to_url(self, value):
        return value.isoformat()
