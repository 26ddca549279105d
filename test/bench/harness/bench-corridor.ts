import { readFileSync } from 'node:fs';
import type { Server } from './server.js';

/** A corridor of one operator on a fresh hub. */
export interface BenchCorridor {
  readonly url: string;
  /** Of the administrator, who sees everything. */
  readonly token: string;
  readonly corridorId: string;
  readonly institutionId: string;
}

/** Takes a fresh hub over and founds a corridor, with so many fences where the bench's units drive. */
export async function foundBenchCorridor(hub: Server, folder: string, fences: number): Promise<BenchCorridor> {
  const url = `http://127.0.0.1:${hub.port}`;
  const secret = readFileSync(`${folder}/setup-link`, 'utf8').trim().split('#')[1];
  const { token } = await post<{ token: string }>(`${url}/api/v1/setup`, { token: secret, name: 'Bench', email: 'bench@example.org', password: 'seven quiet rivers at dawn', as: 'token' });
  const send = <T>(command: string, input: object): Promise<T> => post<T>(`${url}/api/v1/commands/${command}`, input, token);
  const { institutionId } = await send<{ institutionId: string }>('alliance.institution.register', { name: 'Bench', countryCode: 'PK', zone: 'Asia/Karachi' });
  const { corridorId } = await eventually(() => send<{ corridorId: string }>('corridor.corridor.found', { name: 'Bench corridor', countries: ['PK'], leadInstitutionId: institutionId }));
  await send('corridor.member.admit', { corridorId, institutionId, role: 'operator' });
  for (let n = 0; n < fences; n += 1) {
    await send('corridor.fence.create', { corridorId, institutionId, name: `Fence ${n}`, shape: { kind: 'circle', centre: { latitude: 30 + (n % 100) / 10, longitude: 70.5 }, radiusMetres: 5_000 } });
  }
  return { url, token, corridorId, institutionId };
}

/** Tried again for as long as the corridors have not heard of the institution. */
async function eventually<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await attempt();
    } catch (fault) {
      if (tries === 100) throw fault;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function post<T>(address: string, body: object, token?: string): Promise<T> {
  const answer = await fetch(address, { method: 'POST', headers: { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) }, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${address}: ${await answer.text()}`);
  return answer.json() as Promise<T>;
}
