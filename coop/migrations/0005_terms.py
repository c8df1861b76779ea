from django.db import migrations, models

TERMS = migrations.CreateModel(
    name="Terms",
    fields=[
        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
        ("begins_on", models.DateField(help_text="The first of a month.")),
        (
            "commission_percent",
            models.DecimalField(
                decimal_places=2,
                help_text="Of what came in, less refunds and parcels, without VAT.",
                max_digits=4,
            ),
        ),
        ("card_percent", models.DecimalField(decimal_places=2, help_text="Of what is paid by card.", max_digits=4)),
        ("card_minor", models.PositiveIntegerField(help_text="Of each payment by card.")),
        ("changed_at", models.DateTimeField(auto_now=True)),
    ],
    options={
        "ordering": ["-begins_on"],
        "constraints": [
            models.UniqueConstraint(fields=("begins_on",), name="month_begins_with_one_set_of_terms"),
            models.CheckConstraint(condition=models.Q(("begins_on__day", 1)), name="terms_begin_with_a_month"),
            models.CheckConstraint(
                condition=models.Q(("card_percent__range", (0, 50)), ("commission_percent__range", (0, 50))),
                name="terms_leave_most_to_the_maker",
            ),
        ],
    },
)


class Migration(migrations.Migration):
    """The table is there already, under the name that fulfillment gave it, or comes with it: its 0008 renames it."""

    dependencies = [("coop", "0004_pieces_travel_between_nodes")]
    operations = [migrations.SeparateDatabaseAndState(state_operations=[TERMS])]
