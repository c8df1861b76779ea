import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("capsules", "0005_codes_referrals_samples_and_invitations"),
        ("coop", "0002_journal_is_append_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="ShippingRate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("up_to_g", models.PositiveIntegerField(help_text="By mass or by volume, whichever counts for more.")),
                ("price_minor", models.PositiveIntegerField()),
            ],
            options={
                "ordering": ["zone", "up_to_g"],
            },
        ),
        migrations.CreateModel(
            name="ShippingZone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("currency", models.CharField(default="EUR", max_length=3)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="ZoneCountry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(help_text="Two letters, as in DE.", max_length=2)),
            ],
            options={
                "ordering": ["zone", "code"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="preorder",
            name="preorder_status_has_its_stamp",
        ),
        migrations.AddField(
            model_name="preorder",
            name="delivery",
            field=models.CharField(
                choices=[("collect", "collect at a node"), ("ship", "by parcel")], default="collect", max_length=10
            ),
        ),
        migrations.AddField(
            model_name="preorder",
            name="erased_at",
            field=models.DateTimeField(blank=True, help_text="Since then nobody can tell whose it was.", null=True),
        ),
        migrations.AddField(
            model_name="preorder",
            name="ship_city",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name="preorder",
            name="ship_country",
            field=models.CharField(blank=True, max_length=2),
        ),
        migrations.AddField(
            model_name="preorder",
            name="ship_name",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="preorder",
            name="ship_postcode",
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddField(
            model_name="preorder",
            name="ship_street",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="preorder",
            name="shipped_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="variant",
            name="packaging_g",
            field=models.PositiveIntegerField(default=0, help_text="What its box and filling weigh."),
        ),
        migrations.AddField(
            model_name="variant",
            name="parcel_mm",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.PositiveIntegerField(),
                blank=True,
                help_text="The three sides of its box; without, none is sent.",
                null=True,
                size=None,
            ),
        ),
        migrations.AlterField(
            model_name="preorder",
            name="pickup_node",
            field=models.ForeignKey(
                help_text="Where it is collected, or leaves as a parcel.",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="preorders",
                to="coop.node",
            ),
        ),
        migrations.AlterField(
            model_name="preorder",
            name="status",
            field=models.CharField(
                choices=[
                    ("placed", "preordered"),
                    ("confirmed", "being made"),
                    ("ready", "ready to collect"),
                    ("collected", "collected"),
                    ("shipped", "sent"),
                    ("cancelled", "cancelled"),
                    ("released", "released"),
                ],
                default="placed",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="preorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("status", "confirmed"), _negated=True),
                        ("confirmed_at__isnull", False),
                        _connector="OR",
                    ),
                    models.Q(
                        models.Q(("status", "ready"), _negated=True), ("ready_at__isnull", False), _connector="OR"
                    ),
                    models.Q(
                        models.Q(("status", "collected"), _negated=True),
                        ("collected_at__isnull", False),
                        _connector="OR",
                    ),
                    models.Q(
                        models.Q(("status", "shipped"), _negated=True), ("shipped_at__isnull", False), _connector="OR"
                    ),
                    models.Q(
                        models.Q(("status", "cancelled"), _negated=True),
                        ("cancelled_at__isnull", False),
                        _connector="OR",
                    ),
                    models.Q(
                        models.Q(("status", "released"), _negated=True), ("released_at__isnull", False), _connector="OR"
                    ),
                ),
                name="preorder_status_has_its_stamp",
            ),
        ),
        migrations.AddConstraint(
            model_name="preorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("delivery", "collect"),
                    ("erased_at__isnull", False),
                    models.Q(
                        ("ship_name", ""),
                        ("ship_street", ""),
                        ("ship_postcode", ""),
                        ("ship_city", ""),
                        ("ship_country", ""),
                        _connector="OR",
                        _negated=True,
                    ),
                    _connector="OR",
                ),
                name="parcel_has_an_address",
            ),
        ),
        migrations.AddConstraint(
            model_name="preorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("delivery", "ship"),
                    models.Q(
                        ("ship_city", ""),
                        ("ship_country", ""),
                        ("ship_name", ""),
                        ("ship_postcode", ""),
                        ("ship_street", ""),
                    ),
                    _connector="OR",
                ),
                name="only_a_parcel_has_an_address",
            ),
        ),
        migrations.AddConstraint(
            model_name="preorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("delivery", "ship"), ("shipping_minor", 0), _connector="OR"),
                name="collecting_costs_nothing",
            ),
        ),
        migrations.AddConstraint(
            model_name="preorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("delivery", "collect"), ("status", "shipped"), _negated=True),
                    models.Q(("delivery", "ship"), ("status", "collected"), _negated=True),
                ),
                name="parcel_is_sent_and_the_rest_collected",
            ),
        ),
        migrations.AddConstraint(
            model_name="preorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("erased_at", None),
                    models.Q(
                        ("email", ""),
                        ("end_reason", ""),
                        ("name", ""),
                        ("ship_city", ""),
                        ("ship_name", ""),
                        ("ship_postcode", ""),
                        ("ship_street", ""),
                    ),
                    _connector="OR",
                ),
                name="erased_order_names_nobody",
            ),
        ),
        migrations.AddConstraint(
            model_name="preorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("erased_at", None),
                    ("status__in", ["collected", "shipped", "cancelled", "released"]),
                    _connector="OR",
                ),
                name="only_an_ended_order_is_erased",
            ),
        ),
        migrations.AddConstraint(
            model_name="variant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parcel_mm", None),
                    models.Q(
                        ("parcel_mm__0__gt", 0), ("parcel_mm__1__gt", 0), ("parcel_mm__2__gt", 0), ("parcel_mm__len", 3)
                    ),
                    _connector="OR",
                ),
                name="parcel_has_three_sides",
            ),
        ),
        migrations.AddConstraint(
            model_name="shippingzone",
            constraint=models.UniqueConstraint(fields=("name",), name="zone_name_is_used_once"),
        ),
        migrations.AddField(
            model_name="shippingrate",
            name="zone",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="rates", to="capsules.shippingzone"
            ),
        ),
        migrations.AddField(
            model_name="zonecountry",
            name="zone",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="countries", to="capsules.shippingzone"
            ),
        ),
        migrations.AddConstraint(
            model_name="shippingrate",
            constraint=models.UniqueConstraint(fields=("zone", "up_to_g"), name="zone_has_one_rate_for_a_mass"),
        ),
        migrations.AddConstraint(
            model_name="shippingrate",
            constraint=models.CheckConstraint(condition=models.Q(("up_to_g__gt", 0)), name="rate_weighs_something"),
        ),
        migrations.AddConstraint(
            model_name="zonecountry",
            constraint=models.UniqueConstraint(fields=("code",), name="country_lies_in_one_zone"),
        ),
    ]
