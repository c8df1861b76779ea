import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("capsules", "0007_rates_rise_with_mass"),
        ("coop", "0003_journal_may_forget_details"),
        ("fulfillment", "0003_notices_about_waiting"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Shipment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("carrier", models.CharField(max_length=40)),
                (
                    "tracking_number",
                    models.CharField(blank=True, help_text="Forgotten with whom it went to.", max_length=60),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "node",
                    models.ForeignKey(
                        help_text="Where it left from.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shipments",
                        to="coop.node",
                    ),
                ),
                (
                    "preorder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="shipments", to="capsules.preorder"
                    ),
                ),
            ],
            options={
                "ordering": ["-at"],
                "constraints": [
                    models.UniqueConstraint(fields=("preorder",), name="order_is_sent_once"),
                    models.CheckConstraint(
                        condition=models.Q(("carrier", ""), _negated=True), name="shipment_names_its_carrier"
                    ),
                ],
            },
        ),
    ]
