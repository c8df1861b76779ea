from django.db import migrations

FORWARD = """
CREATE FUNCTION refuse_change_but_forgetting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Somebody who asks to be forgotten is: a line may lose details, and nothing else of it ever changes.
    IF TG_OP = 'UPDATE' AND OLD.details @> NEW.details
        AND to_jsonb(OLD) - 'details' = to_jsonb(NEW) - 'details' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only: write a new row instead', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
END $$;
DROP TRIGGER journal_is_append_only ON coop_entry;
CREATE TRIGGER journal_is_append_only BEFORE UPDATE OR DELETE ON coop_entry
    FOR EACH ROW EXECUTE FUNCTION refuse_change_but_forgetting();
"""

BACKWARD = """
DROP TRIGGER journal_is_append_only ON coop_entry;
DROP FUNCTION refuse_change_but_forgetting();
CREATE TRIGGER journal_is_append_only BEFORE UPDATE OR DELETE ON coop_entry
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("coop", "0002_journal_is_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
