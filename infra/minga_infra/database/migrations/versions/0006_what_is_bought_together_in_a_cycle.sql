ALTER TABLE group_purchase ADD COLUMN cycle_id UUID;

ALTER TABLE group_purchase ADD CONSTRAINT group_purchase_cooperative_id_cycle_id_fk FOREIGN KEY(cooperative_id, cycle_id) REFERENCES order_cycle (cooperative_id, id);

CREATE INDEX group_purchase_cycle_ix ON group_purchase (cooperative_id, cycle_id) WHERE cycle_id IS NOT NULL;
