from django.db import migrations

FORWARD = """
CREATE FUNCTION check_that_rates_rise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Two who write rates of one zone at the same instant come one after the other, and the second sees the first.
    PERFORM 1 FROM capsules_shippingzone WHERE id = NEW.zone_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT 1 FROM capsules_shippingrate rate WHERE rate.zone_id = NEW.zone_id AND (
            (rate.up_to_g < NEW.up_to_g AND rate.price_minor > NEW.price_minor)
            OR (rate.up_to_g > NEW.up_to_g AND rate.price_minor < NEW.price_minor)
        )
    ) THEN
        RAISE EXCEPTION 'a heavier parcel costs less than a lighter one'
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER rates_rise_with_mass AFTER INSERT OR UPDATE ON capsules_shippingrate
    FOR EACH ROW EXECUTE FUNCTION check_that_rates_rise();
"""

BACKWARD = """
DROP TRIGGER rates_rise_with_mass ON capsules_shippingrate;
DROP FUNCTION check_that_rates_rise();
"""


class Migration(migrations.Migration):
    dependencies = [("capsules", "0006_parcels")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
