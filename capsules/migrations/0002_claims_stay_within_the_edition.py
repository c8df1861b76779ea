from django.db import migrations

# Together with the check `position <= edition_size` this bounds every claim by its capsule's
# own edition, and keeps an edition from shrinking under its claims.
FORWARD = """
ALTER TABLE capsules_claim ADD CONSTRAINT claim_repeats_its_capsules_edition
    FOREIGN KEY (capsule_id, edition_size) REFERENCES capsules_capsule (id, edition_size);
"""

BACKWARD = "ALTER TABLE capsules_claim DROP CONSTRAINT claim_repeats_its_capsules_edition;"


class Migration(migrations.Migration):
    dependencies = [("capsules", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
