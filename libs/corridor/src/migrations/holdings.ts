import { sqlMigration } from '#db';

/**
 * The compact in full for what holders have: histories end where its retention ends, and a party of a shipment or a request is
 * whoever acts for it, lent people among them.
 */
export const holdings = sqlMigration(1763781550000, 'corridor holdings', '0.1.0', /* sql */ `
  ALTER POLICY shared ON corridor_reading USING (corridor_shared(institution_id, data_class) AND as_of >= corridor_shared_since(institution_id, data_class));
  ALTER POLICY shared ON corridor_stock_entry USING (corridor_shared(institution_id, 'stock') AND at >= corridor_shared_since(institution_id, 'stock'));
  ALTER POLICY shared ON corridor_shipment USING ((corridor_shared(institution_id, 'stock') AND moved_at >= corridor_shared_since(institution_id, 'stock'))
    OR party_ids && ((SELECT corridor_acting())::uuid[]));
  ALTER POLICY shared ON corridor_capacity_offer USING (corridor_shared(institution_id, data_class) OR asker_id = ANY ((SELECT corridor_acting())::uuid[]));
`);
