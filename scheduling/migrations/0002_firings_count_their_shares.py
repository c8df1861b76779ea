from django.db import migrations

# Every way of writing a share changes `taken_l`, whose check then refuses an overfull firing. Releasing a firing's booking
# releases its shares; both sides lock the firing's row first, so that nobody joins what is being given back.
FORWARD = """
CREATE FUNCTION count_share() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.released_at IS NULL THEN
        UPDATE scheduling_firing SET taken_l = taken_l - OLD.litres WHERE id = OLD.firing_id;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.released_at IS NULL THEN
        UPDATE scheduling_firing SET taken_l = taken_l + NEW.litres WHERE id = NEW.firing_id;
        IF EXISTS (SELECT FROM scheduling_firing f JOIN scheduling_booking b ON b.id = f.booking_id
                   WHERE f.id = NEW.firing_id AND b.released_at IS NOT NULL) THEN
            RAISE check_violation USING CONSTRAINT = 'share_lies_in_a_live_firing',
                MESSAGE = 'the firing of this share is released';
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER firing_counts_its_shares AFTER INSERT OR UPDATE OR DELETE ON scheduling_loadshare
    FOR EACH ROW EXECUTE FUNCTION count_share();

CREATE FUNCTION empty_released_firing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM scheduling_firing WHERE booking_id = NEW.id FOR NO KEY UPDATE;
    UPDATE scheduling_loadshare SET released_at = NEW.released_at
        WHERE released_at IS NULL AND firing_id IN (SELECT id FROM scheduling_firing WHERE booking_id = NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER released_firing_has_no_shares AFTER UPDATE ON scheduling_booking
    FOR EACH ROW WHEN (NEW.purpose = 'firing' AND NEW.released_at IS NOT NULL AND OLD.released_at IS NULL)
    EXECUTE FUNCTION empty_released_firing();
"""

BACKWARD = """
DROP TRIGGER released_firing_has_no_shares ON scheduling_booking;
DROP FUNCTION empty_released_firing();
DROP TRIGGER firing_counts_its_shares ON scheduling_loadshare;
DROP FUNCTION count_share();
"""


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
