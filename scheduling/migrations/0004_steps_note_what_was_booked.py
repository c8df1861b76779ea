from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0003_bookings_know_when_they_changed")]
    operations = [
        migrations.AddField(
            model_name="step",
            name="booked_minutes",
            field=models.PositiveIntegerField(
                blank=True,
                help_text="Where it was done early: what was booked. Its bookings end with the work.",
                null=True,
            ),
        ),
    ]
