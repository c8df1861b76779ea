from django.db import migrations

FORWARD = """
CREATE TRIGGER stock_is_append_only BEFORE UPDATE OR DELETE ON fulfillment_stockmove
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE FUNCTION move_piece() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE fulfillment_piece SET place = NEW.place, node_id = NEW.node_id WHERE id = NEW.piece_id;
    RETURN NULL;
END $$;
CREATE TRIGGER piece_is_where_its_last_move_says AFTER INSERT ON fulfillment_stockmove
    FOR EACH ROW EXECUTE FUNCTION move_piece();
"""

BACKWARD = """
DROP TRIGGER piece_is_where_its_last_move_says ON fulfillment_stockmove;
DROP FUNCTION move_piece();
DROP TRIGGER stock_is_append_only ON fulfillment_stockmove;
"""


class Migration(migrations.Migration):
    dependencies = [("fulfillment", "0001_initial"), ("coop", "0002_journal_is_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
