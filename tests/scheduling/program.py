"""Somebody's program that books by the API, and the workshop that it books in."""

import json
from datetime import UTC, datetime

from coop.actions.keys import make_key
from tests import make


def at(hour, minute=0, *, day=2, month=3):
    return datetime(2027, month, day, hour - 1, minute, tzinfo=UTC)


class Program:
    """Somebody's program with a key."""

    def __init__(self, client, person=None):
        self.person = person or make.maker_user()
        self.client, (self.key, self.text) = client, make_key(self.person, name="dashboard", by=self.person)

    def ask(self, method, path, body=None, **query):
        return self.client.generic(
            method,
            f"/api/{path}",
            json.dumps(body) if body is not None else "",
            "application/json",
            headers={"Authorization": f"Bearer {self.text}"},
            query_params=query,
        )

    def book(self, station, start, end, **more):
        body = {"station": station.slug, "start": start.isoformat(), "end": end.isoformat()}
        return self.ask("POST", "bookings/", body | more)


def wheel_of(name="Wheel 2", *, of=None, **fields):
    return make.station(name, of=of or make.kind(needs_qualification=False), hour_minor=450, **fields)
