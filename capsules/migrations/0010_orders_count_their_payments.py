from django.db import migrations

# Every way of writing a payment or a refund changes the sum beside its order or its payment, whose check then refuses
# what is paid twice, or given back beyond what was paid.
FORWARD = """
CREATE FUNCTION count_payment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.status = 'paid' THEN
        UPDATE capsules_preorder SET paid_minor = paid_minor - OLD.amount_minor WHERE id = OLD.preorder_id;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.status = 'paid' THEN
        UPDATE capsules_preorder SET paid_minor = paid_minor + NEW.amount_minor WHERE id = NEW.preorder_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER order_counts_its_payments
    AFTER INSERT OR DELETE OR UPDATE OF status, amount_minor, preorder_id ON capsules_payment
    FOR EACH ROW EXECUTE FUNCTION count_payment();

CREATE FUNCTION count_refund() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE capsules_payment SET refunded_minor = refunded_minor - OLD.amount_minor WHERE id = OLD.payment_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        UPDATE capsules_payment SET refunded_minor = refunded_minor + NEW.amount_minor WHERE id = NEW.payment_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER payment_counts_its_refunds
    AFTER INSERT OR DELETE OR UPDATE OF amount_minor, payment_id ON capsules_refund
    FOR EACH ROW EXECUTE FUNCTION count_refund();
"""

BACKWARD = """
DROP TRIGGER payment_counts_its_refunds ON capsules_refund;
DROP FUNCTION count_refund();
DROP TRIGGER order_counts_its_payments ON capsules_payment;
DROP FUNCTION count_payment();
"""


class Migration(migrations.Migration):
    dependencies = [("capsules", "0009_payments_by_card")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
