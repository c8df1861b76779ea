from django.db import migrations

FORWARD = """
CREATE TRIGGER settlement_is_frozen BEFORE UPDATE OR DELETE ON fulfillment_settlement
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER settlement_line_is_frozen BEFORE UPDATE OR DELETE ON fulfillment_settlementline
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE FUNCTION check_settlement_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    which bigint;
BEGIN
    IF TG_TABLE_NAME = 'fulfillment_settlement' THEN
        which := NEW.id;
    ELSE
        which := NEW.settlement_id;
    END IF;
    IF (SELECT payout_minor FROM fulfillment_settlement WHERE id = which)
        <> (SELECT coalesce(sum(minor), 0) FROM fulfillment_settlementline WHERE settlement_id = which)
    THEN
        RAISE EXCEPTION 'the lines of settlement % do not add up to its payout', which
            USING ERRCODE = 'check_violation', CONSTRAINT = 'lines_add_up_to_the_payout';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER lines_add_up_to_the_payout AFTER INSERT ON fulfillment_settlement
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_settlement_lines();
CREATE CONSTRAINT TRIGGER line_adds_up_to_the_payout AFTER INSERT ON fulfillment_settlementline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_settlement_lines();
"""

BACKWARD = """
DROP TRIGGER line_adds_up_to_the_payout ON fulfillment_settlementline;
DROP TRIGGER lines_add_up_to_the_payout ON fulfillment_settlement;
DROP FUNCTION check_settlement_lines();
DROP TRIGGER settlement_line_is_frozen ON fulfillment_settlementline;
DROP TRIGGER settlement_is_frozen ON fulfillment_settlement;
"""


class Migration(migrations.Migration):
    dependencies = [("fulfillment", "0006_settlements"), ("coop", "0002_journal_is_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
