import { Temporal } from 'temporal-polyfill';
import type { Answer } from '../support/hub.js';
import type { Someone } from '../support/people.js';
import { aCorridor, aUnit, done, type TestCorridor } from './a-corridor.js';

let of: TestCorridor;
let vaccine: string;
beforeAll(async () => {
  of = await aCorridor();
  vaccine = await anItem('vaccine', { storage: { lowCelsius: 2, highCelsius: 8 } });
  await receive(vaccine, 'V1', 10_000);
}, 120_000);
afterAll(() => of.hub.close());

const CANARY = 'CANARY-PERMIT-5521';
const day = (ahead: number): string => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
async function anItem(code: string, over: object = {}): Promise<string> {
  const item = { corridorId: of.corridorId, code: { system: 'urn:example:items', value: code }, name: code, unit: '{dose}', ...over };
  return done(await of.operator.coordinator.send<{ itemId: string }>('corridor.item.register', item)).itemId;
}
async function receive(itemId: string, lot: string, value: number): Promise<void> {
  done(await of.operator.field.send('corridor.stock.receive', { unitId: of.unitId, itemId, lot, expiresOn: day(300), quantity: { value, unit: '{dose}' } }));
}
const prepare = async (itemId = vaccine, value = 100): Promise<string> => done(await of.operator.field.send<{ shipmentId: string }>('corridor.shipment.prepare', {
  corridorId: of.corridorId, from: { unitId: of.unitId }, to: { centreId: of.centreId }, carrierUnitId: of.unitId, lines: [{ itemId, quantity: { value, unit: '{dose}' } }],
})).shipmentId;
const step = (who: Someone, verb: string, shipmentId: string, more: object = {}): Promise<Answer> => who.send(`corridor.shipment.${verb}`, { corridorId: of.corridorId, shipmentId, ...more });
const sent = async (itemId = vaccine, value = 100): Promise<string> => {
  const shipmentId = await prepare(itemId, value);
  done(await step(of.operator.field, 'dispatch', shipmentId));
  return shipmentId;
};
interface Shipment {
  state: string; reason: string | null; papers: { number: string | null }[]; excursions: { readings: number; highestCelsius: number }[];
  load: { lot: string; quantity: number; received: number | null }[]; cold: object | null; latestCelsius: { celsius: number } | null;
}
const read = (shipmentId: string, who: Someone = of.operator.coordinator): Promise<Answer<Shipment>> => who.get<Shipment>(`/corridors/${of.corridorId}/shipments/${shipmentId}`);
const stock = async (who: Someone, holderId: string, itemId = vaccine): Promise<number | undefined> =>
  done(await who.get<{ data: { itemId: string; quantity: number }[] }>(`/corridors/${of.corridorId}/holders/${holderId}/stock?limit=250`)).data.find((one) => one.itemId === itemId)?.quantity;
const paper = { kind: 'import_permit', number: CANARY, countryCode: 'CN', issuedOn: day(-5), validUntil: day(20) };

describe('a shipment over a border', () => {
  it('leaves one ledger when it is sent and enters the other when it is counted, and is on no shelf between', async () => {
    const { host, operator, unitId, centreId } = of;
    const before = (await stock(operator.coordinator, unitId)) ?? 0;
    const shipmentId = await prepare();
    expect(await stock(operator.coordinator, unitId)).toBe(before);
    done(await step(operator.field, 'dispatch', shipmentId));
    expect([await stock(operator.coordinator, unitId), await stock(host.coordinator, centreId)]).toEqual([before - 100, undefined]);

    // Of another country by mistake.
    done(await step(operator.field, 'reach_border', shipmentId, { countryCode: 'US' }));
    expect((await step(operator.field, 'clear', shipmentId)).body['detail']).toContain('No paper of the shipment for US');
    done(await step(operator.field, 'reach_border', shipmentId, { countryCode: 'CN' }));
    const held = await step(operator.field, 'clear', shipmentId);
    expect([held.status, held.body['code']]).toEqual([409, 'paper_missing']);
    done(await step(operator.field, 'add_paper', shipmentId, { ...paper, validUntil: day(-1) }));
    expect((await step(operator.field, 'clear', shipmentId)).body['code']).toBe('paper_missing');
    done(await step(operator.field, 'add_paper', shipmentId, paper));
    done(await step(operator.field, 'clear', shipmentId));
    done(await step(operator.field, 'deliver', shipmentId));

    const foreign = await step(operator.field, 'receive', shipmentId);
    expect([foreign.status, foreign.body['code']]).toEqual([403, 'forbidden']);
    const more = await step(host.field, 'receive', shipmentId, { received: [{ itemId: vaccine, lot: 'V1', quantity: 101 }] });
    expect([more.status, more.body['code']]).toEqual([409, 'received_more_than_sent']);
    const counted = done(await step(host.field, 'receive', shipmentId, { received: [{ itemId: vaccine, lot: 'V1', quantity: 97 }] }));
    expect(counted).toEqual({ state: 'received', version: 7, missing: [{ itemId: vaccine, lot: 'V1', quantity: 3 }] });
    expect(await stock(host.coordinator, centreId)).toBe(97);
    expect(done(await read(shipmentId)).load).toEqual([expect.objectContaining({ lot: 'V1', quantity: 100, received: 97 })]);
    const again = await step(host.field, 'receive', shipmentId);
    expect([again.status, again.body['code']]).toEqual([409, 'shipment_state']);
    const told = await of.hub.database.sql<{ state: string }>(`SELECT data ->> 'state' AS state FROM log_event WHERE type = 'corridor.shipment.changed.v1' AND data ->> 'shipmentId' = $1 ORDER BY "offset"`, [shipmentId]);
    expect(told.map(({ state }) => state)).toEqual(['prepared', 'dispatched', 'at_border', 'at_border', 'cleared', 'delivered', 'received']);
  });

  it.each(['Pacific/Kiritimati', 'Etc/GMT+12'])('is let in by a paper of the day that it is there: %s', async (zone) => {
    const { operator, hub, centreId } = of;
    const [centre] = await hub.database.sql<{ zone: string }>('SELECT zone FROM corridor_centre WHERE id = $1', [centreId]);
    await hub.database.sql('UPDATE corridor_centre SET zone = $2 WHERE id = $1', [centreId, zone]);
    try {
      const shipmentId = await sent(vaccine, 1);
      done(await step(operator.field, 'reach_border', shipmentId, { countryCode: 'CN' }));
      const today = Temporal.Now.plainDateISO(zone);
      for (const other of [today.add({ days: 1 }), today.subtract({ days: 1 })]) {
        done(await step(operator.field, 'add_paper', shipmentId, { ...paper, issuedOn: other.toString(), validUntil: other.toString() }));
        expect((await step(operator.field, 'clear', shipmentId)).body['code']).toBe('paper_missing');
      }
      done(await step(operator.field, 'add_paper', shipmentId, { ...paper, issuedOn: today.toString(), validUntil: today.toString() }));
      done(await step(operator.field, 'clear', shipmentId));
    } finally {
      await hub.database.sql('UPDATE corridor_centre SET zone = $2 WHERE id = $1', [centreId, centre?.zone]);
    }
  });

  it('is counted once by whoever of several is quickest', async () => {
    const { host, centreId } = of;
    const itemId = await anItem('counted once');
    await receive(itemId, 'L', 50);
    const shipmentId = await sent(itemId, 50);
    const answers = await Promise.all(Array.from({ length: 8 }, () => step(host.field, 'receive', shipmentId)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await stock(host.coordinator, centreId, itemId)).toBe(50);
  });

  it('is not sent when the sender has less, and nothing of it is gone then', async () => {
    const itemId = await anItem('scarce');
    await receive(itemId, 'S', 5);
    const shipmentId = await prepare(itemId, 5);
    // Patients go first: what was set aside was issued all the same.
    done(await of.operator.field.send('corridor.stock.issue', { unitId: of.unitId, itemId, quantity: { value: 1, unit: '{dose}' } }));
    const refused = await step(of.operator.field, 'dispatch', shipmentId);
    expect([refused.status, refused.body['code']]).toEqual([409, 'stock_short']);
    expect(await stock(of.operator.coordinator, of.unitId, itemId)).toBe(4);
    done(await step(of.operator.field, 'cancel', shipmentId, { reason: 'too little' }));
    expect((await step(of.operator.field, 'dispatch', shipmentId)).body['code']).toBe('shipment_state');
  });

  it('carries only what keeps at one temperature', async () => {
    const frozen = await anItem('frozen', { storage: { lowCelsius: -25, highCelsius: -15 } });
    const quantity = { value: 1, unit: '{dose}' };
    const refused = await of.operator.field.send('corridor.shipment.prepare', {
      corridorId: of.corridorId, from: { unitId: of.unitId }, to: { centreId: of.centreId }, lines: [{ itemId: vaccine, quantity }, { itemId: frozen, quantity }],
    });
    expect([refused.status, refused.body['code']]).toEqual([409, 'cold_ranges_differ']);
  });
});

describe('what is promised of a stock', () => {
  let elsewhere: string;
  beforeAll(async () => {
    elsewhere = done(await of.operator.coordinator.send<{ unitId: string }>('corridor.unit.register', aUnit(of.corridorId, of.operator.institutionId, 'Mobile hospital 2'))).unitId;
  });
  const doses = (value: number): object => ({ value, unit: '{dose}' });
  const promise = (itemId: string, value: number, to: object = { unitId: elsewhere }, lot?: string): Promise<Answer> =>
    of.operator.field.insist('corridor.shipment.prepare', { corridorId: of.corridorId, from: { unitId: of.unitId }, to, lines: [{ itemId, quantity: doses(value), ...(lot === undefined ? {} : { lot }) }] });
  const ask = async (itemId: string, amount: number): Promise<string> => done(await of.host.field.send<{ requestId: string }>('corridor.capacity.request', {
    corridorId: of.corridorId, centreId: of.centreId, need: { kind: 'stock', code: itemId }, amount, until: new Date(Date.now() + 86_400_000).toISOString(), urgency: 'urgent',
  })).requestId;
  const offer = (requestId: string, amount: number): Promise<Answer> => of.operator.coordinator.insist('corridor.offer.make', { corridorId: of.corridorId, requestId, from: { unitId: of.unitId }, amount });
  const codeOf = ({ status, body }: Answer): unknown => (status === 200 ? 'promised' : body['code']);

  it('is never more than there is, however many promise it at once, by shipments and by offers', async () => {
    const itemId = await anItem('wanted');
    await receive(itemId, 'W1', 6);
    await receive(itemId, 'W2', 4);
    const requestId = await ask(itemId, 100);
    const answers = (await Promise.all(Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? promise(itemId, 1) : offer(requestId, 1))))).map(codeOf);
    expect(answers.filter((code) => code === 'promised')).toHaveLength(10);
    expect([...new Set(answers)].sort()).toEqual(['capacity_short', 'promised', 'stock_promised']);
    const given = await of.operator.field.send('corridor.stock.transfer', { corridorId: of.corridorId, from: { unitId: of.unitId }, to: { unitId: elsewhere }, itemId, quantity: doses(1) });
    expect([given.status, given.body['code'], await stock(of.operator.coordinator, of.unitId, itemId)]).toEqual([409, 'stock_promised', 10]);
  });

  it('is kept by the shipment to who was offered it, and not promised a second time by that', async () => {
    const itemId = await anItem('kept');
    await receive(itemId, 'K', 10);
    const requestId = await ask(itemId, 100);
    done(await offer(requestId, 8));
    const kept = done(await promise(itemId, 8, { centreId: of.centreId }))['shipmentId'] as string;
    expect([codeOf(await promise(itemId, 3)), codeOf(await offer(requestId, 3))]).toEqual(['stock_promised', 'capacity_short']);
    done(await step(of.operator.field, 'dispatch', kept));
    expect([codeOf(await promise(itemId, 3)), codeOf(await promise(itemId, 2))]).toEqual(['stock_promised', 'promised']);
  });

  it('is of a lot that was named no more than of that lot, which goes to nobody who did not name it', async () => {
    const itemId = await anItem('named');
    await receive(itemId, 'N1', 10);
    await receive(itemId, 'N2', 10);
    expect([codeOf(await promise(itemId, 7, { unitId: elsewhere }, 'N1')), codeOf(await promise(itemId, 4, { unitId: elsewhere }, 'N1'))]).toEqual(['promised', 'stock_promised']);
    const { taken } = done(await of.operator.field.send<{ taken: { lot: string; quantity: number }[] }>('corridor.stock.issue', { unitId: of.unitId, itemId, quantity: doses(9) }));
    expect(taken.map(({ lot, quantity }) => [lot, quantity])).toEqual([['N1', 3], ['N2', 6]]);
  });
});

describe('who sees a shipment', () => {
  it('are its parties, with the numbers of its papers, and nobody else unless the sender shares stock: then without', async () => {
    const { host, lead, operator, stranger } = of;
    const shipmentId = await sent();
    done(await step(operator.field, 'add_paper', shipmentId, paper));
    expect(done(await read(shipmentId, host.coordinator)).papers[0]?.number).toBe(CANARY);
    expect((await read(shipmentId, lead.coordinator)).status).toBe(404);
    expect((await read(shipmentId, stranger)).status).toBe(404);
    await of.hub.database.sql(
      `INSERT INTO corridor_grant (id, owner_id, reader_id, data_class, purpose, delay_seconds, given_by, given_at) VALUES (gen_random_uuid(), $1, $2, 'stock', 'resupply', 0, $3, now())`,
      [operator.institutionId, lead.institutionId, operator.coordinator.personId],
    );
    expect(done(await read(shipmentId, lead.coordinator)).papers).toEqual([expect.objectContaining({ kind: 'import_permit', number: null })]);
    expect(JSON.stringify(await of.hub.database.sql('SELECT data FROM log_event'))).not.toContain(CANARY);
    expect(of.hub.journal.join('\n')).not.toContain(CANARY);
  });
});

describe('the cold chain', () => {
  const start = Date.now();
  const asOf = (minute: number): string => new Date(start - (600 - minute) * 60_000).toISOString();
  const log = (shipmentId: string, readings: readonly (readonly [minute: number, celsius: number])[]): Promise<Answer> =>
    step(of.operator.field, 'log_temperature', shipmentId, { readings: readings.map(([minute, celsius]) => ({ asOf: asOf(minute), celsius })) });
  const alerts = (shipmentId: string): Promise<{ state: string }[]> => of.hub.database.sql(`SELECT state FROM corridor_alert WHERE key LIKE $1 ORDER BY id`, [`cold_chain_broken:${shipmentId}:%`]);

  it('is broken once for each time out of range, with its worst temperature', async () => {
    const shipmentId = await sent();
    expect(done(await log(shipmentId, [[0, 5], [10, 8], [20, 9], [30, 12.5]]))).toEqual({ added: 4, known: 0, excursions: 1 });
    expect(done(await log(shipmentId, [[40, 11], [50, 4], [60, 1.5], [30, 12.5]]))).toEqual({ added: 3, known: 1, excursions: 1 });
    const shipment = done(await read(shipmentId));
    expect(shipment.excursions).toEqual([expect.objectContaining({ readings: 3, highestCelsius: 12.5 }), expect.objectContaining({ readings: 1, lowestCelsius: 1.5 })]);
    expect(shipment.latestCelsius?.celsius).toBe(1.5);
    expect(await alerts(shipmentId)).toHaveLength(2);
  });

  it('tells of a log that comes newest first and in pieces what it tells of one in order', async () => {
    const shipmentId = await sent();
    const whole = [[0, 5], [10, 9], [20, 10], [30, 5], [40, 5], [50, 10], [60, 10], [70, 4], [80, 15]] as const;
    // The middle of an excursion comes after its ends, and what parts two after both.
    for (const minutes of [[80, 60], [50, 20], [10, 70], [0, 40], [30]]) done(await log(shipmentId, whole.filter(([minute]) => minutes.includes(minute))));
    expect(done(await read(shipmentId)).excursions.map(({ readings }) => readings)).toEqual([2, 2, 1]);
    expect((await alerts(shipmentId)).filter(({ state }) => state !== 'resolved')).toHaveLength(3);
  });

  it('says nothing of what keeps anywhere, and refuses the future', async () => {
    const itemId = await anItem('bandage');
    await receive(itemId, 'B', 10);
    const shipmentId = await sent(itemId, 1);
    expect(done(await log(shipmentId, [[0, 40]]))).toEqual({ added: 1, known: 0, excursions: 0 });
    const future = await step(of.operator.field, 'log_temperature', shipmentId, { readings: [{ asOf: asOf(700), celsius: 5 }] });
    expect([future.status, JSON.stringify(future.body)]).toEqual([400, expect.stringContaining('/readings/0/asOf')]);
  });
});
