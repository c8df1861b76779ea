from django.db import migrations

# The board asks "has anything changed?" by these two columns, so no way of writing may leave them behind.
FORWARD = """
CREATE FUNCTION stamp_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed_at := clock_timestamp();
    NEW.sequence := OLD.sequence + 1;
    RETURN NEW;
END $$;
CREATE TRIGGER booking_counts_its_changes BEFORE UPDATE ON scheduling_booking
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION stamp_change();
"""

BACKWARD = """
DROP TRIGGER booking_counts_its_changes ON scheduling_booking;
DROP FUNCTION stamp_change();
"""


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0002_firings_count_their_shares")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
