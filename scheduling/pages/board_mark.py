"""The mark by which an open board sees that others, or the office, have changed what it shows."""

from datetime import date, timedelta
from hashlib import sha256

from django.db import connection
from django.utils import timezone

from coop.models import Closure, ExtraHours, Node, StaffedHours
from coop.times import Stretch, minute_of_day
from scheduling.models import Booking, Firing, LoadShare, Station, StationKind

from .board_week import week_of

FRESH_SECONDS = 300
"""The now line and what has begun meanwhile are at most so old."""

NODE, STATION, KIND, BOOKING, FIRING, SHARE = (
    model._meta.db_table for model in (Node, Station, StationKind, Booking, Firing, LoadShare)
)
STATIONS = f"SELECT id FROM {STATION} WHERE node_id = %(node)s"
HELD = f"b.station_id IN ({STATIONS}) AND b.released_at IS NULL AND b.occupied && tstzrange(%(start)s, %(end)s)"

# Written out and not asked of the models: building the same from querysets took longer than the database's answer.
SHOWN = [
    f"SELECT (t.*)::text FROM {NODE} t WHERE id = %(node)s",
    *(
        f"SELECT (t.*)::text FROM {model._meta.db_table} t WHERE node_id = %(node)s"
        for model in (Station, StaffedHours, Closure, ExtraHours)
    ),
    f"SELECT (t.*)::text FROM {KIND} t WHERE id IN (SELECT kind_id FROM {STATION} WHERE node_id = %(node)s)",
    f"SELECT (b.id, b.changed_at)::text FROM {BOOKING} b WHERE {HELD}",
    f"SELECT (s.id, s.released_at)::text FROM {SHARE} s JOIN {FIRING} f ON f.id = s.firing_id"
    f" JOIN {BOOKING} b ON b.id = f.booking_id WHERE {HELD}",
]
MARK = f"SELECT count(*), sum(hashtextextended(said, 0)::numeric) FROM ({' UNION ALL '.join(SHOWN)}) AS shown (said)"


def mark_of(user, node, day: date, view: str) -> str:
    """An ETag from one query over the window's bookings and shares, and over all that the office says of the node.

    A count and a sum of hashes: what commits late cannot hide behind a newer change, as it could behind a latest time.
    """
    start, end = window_of(node, day, view)
    with connection.cursor() as cursor:
        cursor.execute(MARK, {"node": node.pk, "start": start, "end": end})
        rows, hashes = cursor.fetchone()
    fresh = int(timezone.now().timestamp()) // FRESH_SECONDS
    said = f"{user.pk}|{user.maker_id}|{node.pk}|{day}|{view}|{fresh}|{rows}|{hashes}"
    return f'"{sha256(said.encode()).hexdigest()[:24]}"'


def window_of(node, day: date, view: str) -> Stretch:
    if view == "week":
        week = week_of(node, day)
        return week.start, week.end
    return minute_of_day(day, 0, node.zone), minute_of_day(day + timedelta(days=2), 0, node.zone)
