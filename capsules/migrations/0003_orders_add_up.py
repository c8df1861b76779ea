from django.db import migrations, models
from django.db.models import F, Q


def nothing_came_off_so_far(apps, schema_editor):
    apps.get_model("capsules", "Preorder").objects.update(pieces_minor=F("total_minor"))


class Migration(migrations.Migration):
    dependencies = [("capsules", "0002_claims_stay_within_the_edition")]

    operations = [
        migrations.AddField(
            "preorder",
            "pieces_minor",
            models.PositiveIntegerField(
                default=0, help_text="What its positions cost together, before anything comes off."
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "preorder",
            "discount_minor",
            models.PositiveIntegerField(default=0, help_text="What a code takes off."),
        ),
        migrations.AddField("preorder", "shipping_minor", models.PositiveIntegerField(default=0)),
        migrations.AddField(
            "claim",
            "discount_minor",
            models.PositiveIntegerField(default=0, help_text="What a code takes off this piece."),
        ),
        migrations.AlterField(
            "claim",
            "price_minor",
            models.PositiveIntegerField(help_text="Its position's, before a code takes anything off."),
        ),
        migrations.RunPython(nothing_came_off_so_far, migrations.RunPython.noop),
        migrations.AddConstraint(
            "preorder",
            models.CheckConstraint(
                name="order_adds_up",
                condition=Q(total_minor=F("pieces_minor") - F("discount_minor") + F("shipping_minor")),
            ),
        ),
        migrations.AddConstraint(
            "claim",
            models.CheckConstraint(
                name="code_takes_no_more_than_the_price", condition=Q(discount_minor__lte=F("price_minor"))
            ),
        ),
    ]
