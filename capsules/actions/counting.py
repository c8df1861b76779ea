"""How often pages are looked at, and links opened: sums of a day, without a word on who it was.

A page that is looked at only adds to a tally in its process. The tally is written every few seconds, in two statements,
after an answer has gone out. Whoever kills the process loses the last few seconds' views: nobody is owed those.
"""

import logging
from collections import Counter
from datetime import UTC, date, datetime
from threading import Lock
from time import monotonic

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection, transaction

log = logging.getLogger(__name__)

CAPSULES = """
INSERT INTO capsules_capsuleday (capsule_id, day, views)
SELECT capsule.id, tally.day, tally.views
FROM unnest(%s::text[], %s::date[], %s::int[]) AS tally (slug, day, views)
JOIN capsules_capsule capsule ON capsule.slug = tally.slug AND capsule.status IN ('listed', 'closed')
ORDER BY capsule.id, tally.day
ON CONFLICT (capsule_id, day) DO UPDATE SET views = capsules_capsuleday.views + excluded.views
"""

REFERRALS = """
INSERT INTO capsules_referralday (referral_id, day, visits, scans)
SELECT referral.id, tally.day, tally.visits, tally.scans
FROM unnest(%s::text[], %s::date[], %s::int[], %s::int[]) AS tally (code, day, visits, scans)
JOIN capsules_referral referral ON referral.code = tally.code AND referral.ended_at IS NULL
ORDER BY referral.id, tally.day
ON CONFLICT (referral_id, day) DO UPDATE
SET visits = capsules_referralday.visits + excluded.visits, scans = capsules_referralday.scans + excluded.scans
"""


class Tally:
    """What was seen since the last writing: (slug, day) → views, and (code, day) → visits and scans."""

    def __init__(self):
        self.lock = Lock()
        self.clear()

    def clear(self) -> None:
        self.views: Counter[tuple[str, date]] = Counter()
        self.visits: Counter[tuple[str, date]] = Counter()
        self.scans: Counter[tuple[str, date]] = Counter()
        self.since: float | None = None

    def add(self, *, capsule: str = "", visit: str = "", scan: str = "") -> None:
        today = datetime.now(UTC).date()
        with self.lock:
            self.since = self.since or monotonic()
            for counted, what in ((self.views, capsule), (self.visits, visit), (self.scans, scan)):
                if what:
                    counted[what, today] += 1

    def taken(self) -> tuple[Counter, Counter, Counter]:
        """All of it; from now on it is somebody's to write, and counting begins anew."""
        with self.lock:
            seen = self.views, self.visits, self.scans
            self.clear()
        return seen

    @property
    def is_due(self) -> bool:
        since = self.since
        return since is not None and monotonic() - since >= settings.TALLY_SECONDS


TALLY = Tally()


def count_view(capsule: str = "", via: str = "") -> None:
    """Somebody looked at the page of a capsule, by its slug, or came by a referral's link, by its code, or both.

    Costs some microseconds. Called by `capsules.via.counted`, which wraps the pages; whoever answers a page before that
    calls it himself.
    """
    TALLY.add(capsule=capsule, visit=via)


def count_scan(code: str) -> None:
    """Somebody scanned the card of a sample."""
    TALLY.add(scan=code)


def write_tally(**kwargs) -> None:
    """Write what was counted since the last time, if that is long enough ago. Called once an answer has gone out."""
    if not TALLY.is_due:
        return
    try:
        write_all()
    except DatabaseError as error:
        log.warning("some page views are lost: %s", error)
    finally:
        close_old_connections()  # those of the request were given back already


def write_all() -> None:
    views, visits, scans = TALLY.taken()
    with transaction.atomic(), connection.cursor() as cursor:
        if views:
            slugs, days = zip(*views, strict=True)
            cursor.execute(CAPSULES, [list(slugs), list(days), list(views.values())])
        if both := sorted({*visits, *scans}):
            codes, days = zip(*both, strict=True)
            counts = [[counted[each] for each in both] for counted in (visits, scans)]
            cursor.execute(REFERRALS, [list(codes), list(days), *counts])
