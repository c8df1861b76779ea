import django.db.models.deletion
from django.db import migrations, models

EACH_MESSAGE_NAMES_ITS_ENDPOINT = """
SET CONSTRAINTS ALL IMMEDIATE;
UPDATE fulfillment_notice notice
SET endpoint_id = endpoint.id
FROM fulfillment_endpoint endpoint
WHERE notice.channel = 'message' AND endpoint.node_id = notice.node_id;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("coop", "0002_journal_is_append_only"),
        ("fulfillment", "0004_parcels"),
    ]

    operations = [
        migrations.AlterField(
            model_name="endpoint",
            name="node",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="endpoint",
                to="coop.node",
            ),
        ),
        migrations.AlterField(
            model_name="endpoint",
            name="previous_secret",
            field=models.CharField(blank=True, help_text="Signs as well while its owner changes over.", max_length=80),
        ),
        migrations.AddField(
            model_name="endpoint",
            name="maker",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="endpoint",
                to="coop.maker",
            ),
        ),
        migrations.AddConstraint(
            model_name="endpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("maker", None), ("node__isnull", False)),
                    models.Q(("maker__isnull", False), ("node", None)),
                    _connector="OR",
                ),
                name="endpoint_belongs_to_a_node_or_a_maker",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="endpoint",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notices",
                to="fulfillment.endpoint",
            ),
        ),
        migrations.RunSQL(EACH_MESSAGE_NAMES_ITS_ENDPOINT, migrations.RunSQL.noop),
        migrations.RemoveConstraint(model_name="notice", name="message_goes_to_a_node"),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("channel", "message"), _negated=True), ("endpoint__isnull", False), _connector="OR"
                ),
                name="message_goes_to_an_endpoint",
            ),
        ),
    ]
