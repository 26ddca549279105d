import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { withPatience } from '#kernel';
import { collectGarbage } from '../support/collect-garbage.js';

/** Takes every request; answers with headers alone, or not at all, and says nothing more. */
const server = createServer((request, answer) => {
  if (request.url === '/headers') answer.writeHead(200).flushHeaders();
});
let url: string;
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const LONG = 3_600_000;
/** What came of it. */
const told = (waiting: Promise<string>): Promise<string> => waiting.catch((fault: Error) => fault.message);
const reading = (path: string) => async (signal: AbortSignal): Promise<string> => (await fetch(`${url}${path}`, { signal })).text();

describe.each([['does not answer', '/'], ['answers, and then says nothing', '/headers']])('patience with a server that %s', (_, path) => {
  it('ends when its time is up, also after garbage was collected', async () => {
    const waiting = told(withPatience(1_000, new AbortController().signal, reading(path)));
    await once(server, 'request');
    await collectGarbage();
    expect(await waiting).toBe('no answer came in time');
  });

  it('ends when whoever waits leaves, also after garbage was collected', async () => {
    const outer = new AbortController();
    const waiting = told(withPatience(LONG, AbortSignal.any([outer.signal]), reading(path)));
    await once(server, 'request');
    await collectGarbage();
    outer.abort(new Error('gone'));
    expect(await waiting).toBe('gone');
  });
});
