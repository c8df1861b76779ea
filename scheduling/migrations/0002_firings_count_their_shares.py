from django.db import migrations

# Every way of writing a share changes `taken_l`, whose check then refuses an overfull firing.
FORWARD = """
CREATE FUNCTION count_share() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.released_at IS NULL THEN
        UPDATE scheduling_firing SET taken_l = taken_l - OLD.litres WHERE id = OLD.firing_id;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.released_at IS NULL THEN
        UPDATE scheduling_firing SET taken_l = taken_l + NEW.litres WHERE id = NEW.firing_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER firing_counts_its_shares AFTER INSERT OR UPDATE OR DELETE ON scheduling_loadshare
    FOR EACH ROW EXECUTE FUNCTION count_share();
"""

BACKWARD = """
DROP TRIGGER firing_counts_its_shares ON scheduling_loadshare;
DROP FUNCTION count_share();
"""


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
