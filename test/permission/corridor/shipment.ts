import { readers, type CorridorSection, type Ids } from './sections.js';

const corridor = ({ corridorId }: Ids): object => ({ corridorId });
/** One that there is none of: who may do it at all is told so, and nothing changes. */
const shipment = ({ corridorId, personId }: Ids): object => ({ corridorId, shipmentId: personId });
const acting = 'administrator lead operator host field';

export const section: CorridorSection = {
  about: 'shipments', knows: `${readers} affiliate`,
  rows: {
    // From the operator's unit: those who act for it.
    'corridor.shipment.prepare': 'administrator operator field',
    'corridor.shipment.dispatch': acting, 'corridor.shipment.reach_border': acting, 'corridor.shipment.clear': acting, 'corridor.shipment.deliver': acting, 'corridor.shipment.receive': acting,
    'corridor.shipment.lose': acting, 'corridor.shipment.cancel': acting, 'corridor.shipment.add_paper': acting, 'corridor.shipment.log_temperature': acting,
    'corridor.shipment.list': readers, 'corridor.shipment.read': readers, 'corridor.shipment.temperatures': readers,
  },
  inputs: {
    'corridor.shipment.prepare': ({ corridorId, unitId, centreId, personId }) => ({ corridorId, from: { unitId }, to: { centreId }, lines: [{ itemId: personId, quantity: { value: 1, unit: '1' } }] }),
    'corridor.shipment.dispatch': shipment, 'corridor.shipment.reach_border': (ids) => ({ ...shipment(ids), countryCode: 'CN' }), 'corridor.shipment.clear': shipment, 'corridor.shipment.deliver': shipment,
    'corridor.shipment.receive': shipment, 'corridor.shipment.lose': (ids) => ({ ...shipment(ids), reason: 'lost' }), 'corridor.shipment.cancel': (ids) => ({ ...shipment(ids), reason: 'not needed' }),
    'corridor.shipment.add_paper': (ids) => ({ ...shipment(ids), kind: 'waybill', number: '1', countryCode: 'CN', issuedOn: '2026-11-01' }),
    'corridor.shipment.log_temperature': (ids) => ({ ...shipment(ids), readings: [{ asOf: '2026-11-01T00:00:00Z', celsius: 5 }] }),
    'corridor.shipment.list': corridor, 'corridor.shipment.read': shipment, 'corridor.shipment.temperatures': shipment,
  },
};
