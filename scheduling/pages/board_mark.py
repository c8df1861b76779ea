"""The mark by which an open board sees that others, or the office, have changed what it shows."""

from datetime import date, timedelta
from hashlib import sha256

from django.db import connection
from django.db.models import Count, DecimalField, Func, Sum
from django.utils import timezone

from coop.models import Closure, ExtraHours, Node, StaffedHours
from coop.times import Stretch, minute_of_day
from scheduling.models import Booking, Station, StationKind

from .board_week import week_of

FRESH_SECONDS = 300
"""The now line and what has begun meanwhile are at most so old."""


class RowHash(Func):
    """A number that changes with any of these columns; summed, it does not depend on the order of rows."""

    function = "hashtextextended"
    template = "%(function)s(ROW(%(expressions)s)::text, 0)::numeric"
    output_field = DecimalField(max_digits=40, decimal_places=0)


OF_A_NODE = [(Node, "id"), *((model, "node_id") for model in (Station, StaffedHours, Closure, ExtraHours))]
"""What the office edits and the board shows; the kinds of its stations besides."""

# Written out and not asked of the models: building the same from querysets took longer than the database's answer.
OFFICE_HASH = "SELECT sum(hashtextextended(said, 0)::numeric) FROM ({}) AS shown (said)".format(
    " UNION ALL ".join(
        [
            *(f"SELECT (t.*)::text FROM {model._meta.db_table} t WHERE {key} = %(node)s" for model, key in OF_A_NODE),
            f"SELECT (t.*)::text FROM {StationKind._meta.db_table} t"
            f" WHERE id IN (SELECT kind_id FROM {Station._meta.db_table} WHERE node_id = %(node)s)",
        ]
    )
)


def mark_of(user, node, day: date, view: str) -> str:
    """An ETag from two queries: over the window's bookings and shares, and over all that the office says of the node.

    Counts and sums of hashes: what commits late cannot hide behind a newer change, as it could behind a latest time.
    """
    held = Booking.objects.live().filter(station__node=node).within(*window_of(node, day, view)).order_by()
    changing = RowHash("pk", "changed_at", "firing__shares__pk", "firing__shares__released_at")
    seen = held.aggregate(rows=Count("*"), hashes=Sum(changing))
    fresh = int(timezone.now().timestamp()) // FRESH_SECONDS
    said = f"{user.pk}|{user.maker_id}|{node.pk}|{day}|{view}|{fresh}|{seen['rows']}|{seen['hashes']}"
    return f'"{sha256(f"{said}|{office_hash(node)}".encode()).hexdigest()[:24]}"'


def office_hash(node):
    with connection.cursor() as cursor:
        cursor.execute(OFFICE_HASH, {"node": node.pk})
        return cursor.fetchone()[0]


def window_of(node, day: date, view: str) -> Stretch:
    if view == "week":
        week = week_of(node, day)
        return week.start, week.end
    return minute_of_day(day, 0, node.zone), minute_of_day(day + timedelta(days=2), 0, node.zone)
