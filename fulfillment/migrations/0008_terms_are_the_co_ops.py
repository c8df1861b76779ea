from django.db import migrations


class Migration(migrations.Migration):
    """Terms become a model of coop; their rows stay in the table, which takes the name that coop gives it."""

    dependencies = [("fulfillment", "0007_settlements_stay_as_they_are"), ("coop", "0005_terms")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.AlterModelTable("Terms", "coop_terms")],
            state_operations=[migrations.DeleteModel("Terms")],
        )
    ]
