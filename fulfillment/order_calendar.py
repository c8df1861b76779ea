"""An order's calendar entry: the day on which it is expected, and once it is there the next opening of its desk.

Of one that was cancelled or released the entry stays and says so, for calendars that ask again.
"""

import uuid
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings

from .order_shown import OrderShown
from .pickup_calendar import Entry

DAYS_AHEAD = 30


def entry_of(shown: OrderShown) -> Entry | None:
    """None where nothing is to come: it is with its customer, or its desk does not open in a month."""
    order, node = shown.preorder, shown.node
    when = _when(shown)
    if when is None:
        return None
    what = f"{shown.capsule.title}, {shown.numbers}"
    # Of the secret nothing can be read in it, and the same order keeps the same entry.
    uid = f"{uuid.uuid5(uuid.NAMESPACE_URL, order.secret)}@{urlsplit(settings.PUBLIC_URL).hostname}"
    about = f"Order {order.reference}, {shown.capsule.title} by {shown.capsule.maker}."
    if shown.is_over:
        summary, about = f"Cancelled: {what}", f"{about} It was {order.get_status_display()}."
    elif order.is_parcel:
        summary, about = f"{what}: ready to be sent", f"{about} Expected; the carrier takes it from there."
    elif shown.is_ready:
        summary, about = f"Collect {what}", f"{about} The code is in our mail and on the order’s page."
    else:
        by = shown.long_day(shown.date.by_at)
        summary, about = f"{what}: expected at {node}", f"{about} Expected then, by {by}."
    place = "" if order.is_parcel else f"{node}, {node.street}, {node.postcode} {node.city}"
    return Entry(uid, when, node.zone, summary, about, place, _written_at(shown), shown.is_over)


def _when(shown: OrderShown):
    if shown.is_to_collect:
        openings = shown.node.staffed_between(shown.now, shown.now + timedelta(days=DAYS_AHEAD))
        return openings[0] if openings else None
    if shown.is_coming or shown.is_over:
        expected = shown.date.expected_at or shown.date.by_at
        return expected.astimezone(shown.node.zone).date()
    return None


def _written_at(shown: OrderShown) -> datetime:
    """When what it says became true: the same truth is the same file."""
    promise = shown.date.promise if shown.is_coming else None
    return max(shown.last_changed_at, promise.made_at) if promise else shown.last_changed_at
