"""Moving what the verbs wrote back in time, so that the demo has a past and not only a present."""

from contextlib import contextmanager
from datetime import timedelta

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import connection
from django.db.models import DateTimeField, F, Func, QuerySet, Value

LEDGERS = {
    "fulfillment_stockmove": "stock_is_append_only",
    "coop_entry": "journal_is_append_only",
}


@contextmanager
def ledgers_open():
    """Let the demo date the lines of its own invented past; nothing else ever lifts these guards."""
    _switch("DISABLE")
    yield
    _switch("ENABLE")


def _switch(how: str) -> None:
    with connection.cursor() as cursor:
        # A table with checks still to come cannot be altered, so they come now.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        for table, trigger in LEDGERS.items():
            cursor.execute(f"ALTER TABLE {table} {how} TRIGGER {trigger}")


def earlier(instant, by: timedelta, zone: str) -> Func:
    """An instant, `by` earlier on the local clock: nine o'clock stays nine o'clock."""
    local = Func(Value(zone), instant, function="timezone")
    return Func(
        Value(zone),
        local - Value(by),
        function="timezone",
        output_field=DateTimeField(),
    )


def put_back(rows: QuerySet, by: timedelta, zone: str, *columns: str) -> None:
    """Move these columns, instants or ranges of them, of all rows."""
    rows.order_by().update(**{column: _moved(rows.model, column, by, zone) for column in columns})


def _moved(model, column: str, by: timedelta, zone: str) -> Func:
    field = model._meta.get_field(column)
    if not isinstance(field, DateTimeRangeField):
        return earlier(F(column), by, zone)
    ends = [earlier(Func(F(column), function=end), by, zone) for end in ("lower", "upper")]
    return Func(*ends, function="tstzrange", output_field=field)
