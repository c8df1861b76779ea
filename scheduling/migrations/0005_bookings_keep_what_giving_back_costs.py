from django.conf import settings
from django.db import migrations, models

# Those made before keep the rules as they stand today. Their calendars have nothing new to learn.
FORWARD = """
ALTER TABLE scheduling_booking DISABLE TRIGGER booking_counts_its_changes;
UPDATE scheduling_booking
SET cancel_hours = coalesce(station.cancel_hours, kind.cancel_hours, 0),
    late_cancel = coalesce(station.late_cancel, kind.late_cancel, 'refuse'),
    late_percent = coalesce(station.late_percent, kind.late_percent, 100)
FROM scheduling_station station JOIN scheduling_stationkind kind ON kind.id = station.kind_id
WHERE station.id = scheduling_booking.station_id AND scheduling_booking.purpose IN ('maker', 'firing');
ALTER TABLE scheduling_booking ENABLE TRIGGER booking_counts_its_changes;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("coop", "0003_extra_hours"),
        ("scheduling", "0004_node_plans"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="booking",
            name="cancel_hours",
            field=models.PositiveSmallIntegerField(default=0, help_text="Free until so long before; 0: always."),
        ),
        migrations.AddField(
            model_name="booking",
            name="late_cancel",
            field=models.CharField(
                choices=[("refuse", "is refused"), ("charge", "is charged")], default="refuse", max_length=8
            ),
        ),
        migrations.AddField(
            model_name="booking",
            name="late_percent",
            field=models.PositiveSmallIntegerField(default=100, help_text="Of the price, when charged."),
        ),
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(("late_percent__lte", 100)), name="booking_charges_a_part_at_most"
            ),
        ),
    ]
