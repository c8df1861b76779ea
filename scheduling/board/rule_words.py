"""A station's rules as its panel says them, each where it bites. Pure."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from coop.phrases import day_words, length_words
from scheduling.rules import Rules

from .cells import Usage


def rule_words(
    rules: Rules, usage: Usage, *, start: datetime, now: datetime, horizon_days: int, zone: ZoneInfo
) -> list:
    """Sentences about a booking that begins at `start`, the ones that cost something first."""
    said = [_cancelling(rules, start, now, zone)]
    if rules.check_in:
        opens, closes = start - timedelta(minutes=rules.early_minutes), start + timedelta(minutes=rules.late_minutes)
        said.append(f"Check in between {_at(opens, start, zone)} and {_at(closes, start, zone)}, or it is released.")
    if rules.per_day:
        said.append(f"At most {_bookings(rules.per_day)} a day for each maker.")
    if rules.future_minutes:
        said.append(f"You may hold {length_words(rules.future_minutes)} ahead at most.")
    if rules.prime_minutes_a_week:
        said.append(f"At most {length_words(rules.prime_minutes_a_week)} of prime hours a week for each maker.")
    lengths = f"{length_words(usage.shortest_minutes)} to {length_words(usage.longest_minutes)}"
    said.append(
        f"Booked for {lengths}, in steps of {length_words(usage.slot_minutes)}, up to {horizon_days} days ahead."
    )
    said.append("Only while somebody is there." if rules.staffed_only else "It may run while nobody is there.")
    return said


def _cancelling(rules: Rules, start: datetime, now: datetime, zone: ZoneInfo) -> str:
    if not rules.cancel_hours:
        return "Cancelling is free."
    deadline = start - timedelta(hours=rules.cancel_hours)
    late = f"costs {rules.late_percent} %" if rules.late_cancel == "charge" else "is refused"
    if deadline <= now:
        return f"Begins in less than {length_words(rules.cancel_hours * 60)}: cancelling {late}."
    return f"Cancel without charge until {_at(deadline, start, zone)}; later {late}."


def _at(moment: datetime, start: datetime, zone: ZoneInfo) -> str:
    """With its day where that is another one."""
    local, day = moment.astimezone(zone), start.astimezone(zone).date()
    return f"{local:%H:%M}" if local.date() == day else f"{day_words(local.date(), day)}, {local:%H:%M}"


def _bookings(count: int) -> str:
    return "1 booking" if count == 1 else f"{count} bookings"


def occupied_words(usage: Usage, minutes: int) -> str:
    """ "2 h work, then 30 min clearing." """
    before = f"{length_words(usage.setup_minutes)} to set up, " if usage.setup_minutes else ""
    after = f", then {length_words(usage.clearing_minutes)} to clear" if usage.clearing_minutes else ""
    extra = "" if before or after else " No set-up or clearing around it."
    return f"{before}{length_words(minutes)} of work{after}.{extra}"
