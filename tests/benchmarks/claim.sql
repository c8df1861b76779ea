-- The floor of a preorder: the statements that no shop can do without, sent by a client that does nothing else.
-- :first is the first of many capsules of 50, which the buyers take one after the other.
SELECT nextval('benchmark_turn') - 1 AS turn \gset
\set capsule :first + :turn / 50
BEGIN;
SELECT id FROM capsules_capsule WHERE id = :capsule FOR NO KEY UPDATE;
SELECT count(*) + 1 AS position FROM capsules_claim WHERE capsule_id = :capsule AND cancelled_at IS NULL \gset
INSERT INTO capsules_preorder (capsule_id, variant_id, quantity, name, email, delivery, pickup_node_id, ship_name, ship_street,
                               ship_postcode, ship_city, ship_country, pieces_minor, discount_minor, shipping_minor,
                               total_minor, currency, pay_by, paid_minor, secret, pickup_code, idempotency_key, status,
                               placed_at, end_reason)
VALUES (:capsule, :variant, 1, 'Nora Vliet', 'nora@example.org', 'collect', :node, '', '',
        '', '', '', 4800, 0, 0,
        4800, 'EUR', 'desk', 0, gen_random_uuid()::text, lpad(:turn::text, 8, '0'), gen_random_uuid(), 'placed',
        now(), '')
RETURNING id AS preorder \gset
INSERT INTO capsules_claim (capsule_id, preorder_id, position, edition_size, price_minor, discount_minor)
VALUES (:capsule, :preorder, :position, 50, 4800, 0);
COMMIT;
