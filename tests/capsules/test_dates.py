from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from capsules.dates import days_later

ROTTERDAM = ZoneInfo("Europe/Amsterdam")


def test_six_in_the_evening_stays_six_when_the_clocks_change():
    close = datetime(2026, 3, 15, 17, 0, tzinfo=UTC)

    assert days_later(close, 28, ROTTERDAM) == datetime(2026, 4, 12, 16, 0, tzinfo=UTC)
