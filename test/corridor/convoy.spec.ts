import { equipUnits } from '../../apps/cli/src/convoy/equip-units.js';
import { foundCorridor } from '../../apps/cli/src/convoy/found-corridor.js';
import { runConvoy } from '../../apps/cli/src/convoy/run-convoy.js';
import { Door } from '../../apps/cli/src/rehearsal/door.js';
import { startHub, type TestHub } from '../support/hub.js';
import { claim } from '../support/people.js';
import { done } from './a-corridor.js';

const silent = { phase: () => undefined, step: () => undefined, end: () => undefined };

let hub: TestHub;
let admin: Door;
beforeAll(async () => {
  hub = await startHub({ HUB_RATE_PER_SECOND: '10000', HUB_RATE_BURST: '100000' });
  const administrator = await claim(hub);
  const institution = async (name: string, countryCode: string): Promise<string> =>
    done(await administrator.send<{ institutionId: string }>('alliance.institution.register', { name, countryCode, zone: 'UTC' })).institutionId;
  const [leadId, operatorId, hostId] = [await institution('Lead', 'CN'), await institution('Operator', 'PK'), await institution('Host', 'CN')];
  admin = new Door(hub.url, administrator.token);
  await foundCorridor({ admin, leadId, operatorId, hostId }, () => undefined);
}, 120_000);
afterAll(() => hub.close());

describe('a convoy, driven over the doors for devices', () => {
  it('arrives whole: four units, four dialects, a blackout that is sent newest first, duplicates', async () => {
    const report = await runConvoy({ door: admin, corridorId: null, vehicles: 4, hours: 3, seed: 1, progress: silent }).catch((cause: unknown) => {
      throw new Error(`the convoy did not arrive; the hub noted: ${hub.journal.slice(-2).join('\n')}`, { cause });
    });
    expect(report.findings.map(({ invariant, verdict, evidence }) => [invariant, verdict, evidence])).toEqual([
      ['whole', 'ok', []], ['answers', 'ok', []], ['latest', 'ok', []], ['crossings', 'ok', []],
    ]);
    expect([report.vehicles, report.fixes]).toEqual([4, 4 * 361]);
    // Who has just arrived is not sent off again for the same hours.
    const others = await equipUnits(admin, report.corridorId, { most: 100, stillSince: new Date(Date.now() - 3_600_000) }, () => undefined);
    expect([others.length, others.filter(({ name }) => report.names.includes(name))]).toEqual([8, []]);
    expect(report.outcomes['late']).toBeGreaterThan(0);
    expect(report.outcomes['duplicate']).toBeGreaterThan(0);
  }, 120_000);
});
