import { sqlMigration } from '#db';

/**
 * What is promised of a stock is never more than what is there: by offers that stand, and by shipments that are prepared. A
 * shipment to who was offered keeps the offer, and is not promised twice. Whoever promises holds the row of the item at the holder.
 */
export const promises = sqlMigration(1763790082000, 'corridor promises', '0.1.0', /* sql */ `
  CREATE INDEX corridor_shipment_from ON corridor_shipment (from_id, to_id);

  -- What of a lot is set aside by name for shipments that have not left.
  CREATE FUNCTION corridor_set_aside(holder uuid, item uuid, wanted text) RETURNS numeric LANGUAGE sql STABLE RETURN (
    SELECT coalesce(sum(l.quantity), 0) FROM corridor_shipment s JOIN corridor_shipment_line l ON l.shipment_id = s.id
    WHERE s.from_id = holder AND s.state = 'prepared' AND l.item_id = item AND l.lot = wanted);

  -- What has not expired and nobody was promised yet; below nought where more was promised than there is.
  CREATE FUNCTION corridor_unpromised(holder uuid, item uuid) RETURNS numeric LANGUAGE sql STABLE BEGIN ATOMIC
    WITH offered AS (
      SELECT r.holder_id AS to_id, sum(o.amount) AS amount, min(o.offered_at) AS since FROM corridor_capacity_offer o JOIN corridor_capacity_request r ON r.id = o.request_id
      WHERE o.holder_id = holder AND o.need_kind = 'stock' AND o.need_code = item::text AND o.state IN ('offered', 'accepted') GROUP BY r.holder_id
    ), owed AS (
      SELECT to_id, amount - coalesce((SELECT sum(l.quantity) FROM corridor_shipment s JOIN corridor_shipment_load l ON l.shipment_id = s.id
        WHERE s.from_id = holder AND s.to_id = offered.to_id AND l.item_id = item AND s.prepared_at >= offered.since), 0) AS amount FROM offered
    ), prepared AS (
      SELECT s.to_id, sum(l.quantity) AS amount, coalesce(sum(l.quantity) FILTER (WHERE l.lot IS NOT NULL), 0) AS named FROM corridor_shipment s JOIN corridor_shipment_line l ON l.shipment_id = s.id
      WHERE s.from_id = holder AND s.state = 'prepared' AND l.item_id = item GROUP BY s.to_id
    )
    SELECT coalesce((SELECT sum(l.quantity - corridor_set_aside(holder, item, l.lot)) FROM corridor_lot l JOIN corridor_holder h ON h.id = l.holder_id
        WHERE l.holder_id = holder AND l.item_id = item AND (l.expires_on IS NULL OR l.expires_on >= (now() AT TIME ZONE h.zone)::date)), 0)
      - coalesce((SELECT sum(greatest(coalesce(owed.amount, 0), coalesce(prepared.amount, 0)) - coalesce(prepared.named, 0)) FROM owed FULL JOIN prepared USING (to_id)), 0);
  END;

  CREATE FUNCTION corridor_keep_promises(holder uuid, item uuid) RETURNS void LANGUAGE plpgsql AS $$
  BEGIN
    -- Of two who promise at once the second one waits here, and counts what the first one promised.
    PERFORM FROM corridor_stock WHERE holder_id = holder AND item_id = item FOR NO KEY UPDATE;
    IF corridor_unpromised(holder, item) < 0 OR EXISTS (
      SELECT FROM corridor_shipment s JOIN corridor_shipment_line l ON l.shipment_id = s.id WHERE s.from_id = holder AND s.state = 'prepared' AND l.item_id = item AND l.lot IS NOT NULL
      GROUP BY l.lot HAVING sum(l.quantity) > coalesce((SELECT there.quantity FROM corridor_lot there WHERE there.holder_id = holder AND there.item_id = item AND there.lot = l.lot), 0)
    ) THEN
      RAISE check_violation USING MESSAGE = 'more is promised than there is', CONSTRAINT = 'stock_promised_once';
    END IF;
  END $$;

  CREATE FUNCTION corridor_line_promised() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM corridor_keep_promises(s.from_id, NEW.item_id) FROM corridor_shipment s WHERE s.id = NEW.shipment_id;
    RETURN NULL;
  END $$;
  CREATE TRIGGER promised AFTER INSERT ON corridor_shipment_line FOR EACH ROW EXECUTE FUNCTION corridor_line_promised();

  CREATE FUNCTION corridor_offer_promised() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM corridor_keep_promises(NEW.holder_id, NEW.need_code::uuid);
    RETURN NULL;
  END $$;
  CREATE TRIGGER promised AFTER INSERT ON corridor_capacity_offer FOR EACH ROW WHEN (NEW.need_kind = 'stock') EXECUTE FUNCTION corridor_offer_promised();
`);
