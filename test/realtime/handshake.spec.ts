import { once } from 'node:events';
import { io } from 'socket.io-client';
import WebSocket from 'ws';
import { PASSWORD } from '../support/people.js';
import { claim, type Someone } from '../support/people.js';
import { startHub, type TestHub } from '../support/hub.js';

let hub: TestHub;
let admin: Someone;
let cookie: string;

beforeAll(async () => {
  hub = await startHub();
  admin = await claim(hub);
  const answer = await hub.anybody.with({ origin: hub.url }).post('/sessions', { email: admin.email, password: PASSWORD, as: 'cookie' });
  cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
});
afterAll(() => hub.close());

/** What becomes of a handshake with these headers and this token. */
async function outcome(headers: Record<string, string>, auth: object = {}): Promise<string> {
  const socket = io(`${hub.url}/hub`, { transports: ['websocket'], forceNew: true, reconnection: false, extraHeaders: headers, auth });
  try {
    return await new Promise<string>((resolve) => {
      socket.once('connect', () => resolve('connected'));
      socket.once('connect_error', (error: Error & { data?: { code: string } }) => resolve(error.data?.code ?? 'refused'));
    });
  } finally {
    socket.close();
  }
}

describe('a handshake', () => {
  it.each<[string, () => Record<string, string>, () => object, string]>([
    ['a token and no origin', () => ({}), () => ({ token: admin.token }), 'connected'],
    ['the cookie from our own page', () => ({ cookie, origin: hub.url }), () => ({}), 'connected'],
    ['the cookie from a foreign page', () => ({ cookie, origin: 'https://evil.example' }), () => ({}), 'refused'],
    ['the cookie from a page of another port', () => ({ cookie, origin: 'http://127.0.0.1:1' }), () => ({}), 'refused'],
    ['the cookie and no origin', () => ({ cookie }), () => ({}), 'refused'],
    ['a token from a foreign page', () => ({ origin: 'https://evil.example' }), () => ({ token: admin.token }), 'refused'],
    ['an unknown token', () => ({}), () => ({ token: 'hub_nobody' }), 'unauthenticated'],
    ['nothing at all', () => ({}), () => ({}), 'unauthenticated'],
    ['a token that is no text', () => ({}), () => ({ token: { $ne: null } }), 'unauthenticated'],
  ])('%s', async (_, headers, auth, expected) => {
    expect(await outcome(headers(), auth())).toBe(expected);
  });

  it('is refused over polling', async () => {
    const answer = await fetch(`${hub.url}/socket.io/?EIO=4&transport=polling`);
    expect(answer.status).toBe(400);
  });
});

describe('sockets that nobody signed in on', () => {
  it.each([['say nothing', null], ['ask for the namespace that Socket.IO has by itself', '40']])('are closed by the hub after five seconds, a hundred of them, when they %s', async (_, message) => {
    const began = performance.now();
    const sockets = Array.from({ length: 100 }, () => new WebSocket(`${hub.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`));
    for (const socket of sockets) {
      if (message !== null) socket.once('open', () => socket.send(message));
      socket.on('message', (packet: Buffer) => packet.toString() === '2' && socket.send('3'));
    }
    await Promise.all(sockets.map((socket) => once(socket, 'close')));
    // Socket.IO itself waits for 45 s; between the two a slow machine has all the time it needs.
    expect(performance.now() - began).toBeLessThan(30_000);
  });
});

describe('frames that no client sends', () => {
  it.each([
    ['an event before the namespace is open', '42/hub,["council.chat.post",{}]'],
    ['no JSON', '40/hub,{"token"'],
    ['a packet type that does not exist', '9nonsense'],
    ['thousands of attachments', '459999-/hub,["x"]'],
    ['a huge acknowledgement id', '42/hub,99999999999999999999999999["x"]'],
    ['a frame over 64 KB', `42/hub,["x","${'x'.repeat(70_000)}"]`],
  ])('%s: at most that line is closed, and the hub goes on', async (_, text) => {
    const socket = new WebSocket(`${hub.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
    await once(socket, 'message');
    socket.send(text);
    await once(socket, 'close');
    expect(await outcome({}, { token: admin.token })).toBe('connected');
  });
});

describe('over https', () => {
  it('a session is in a cookie of a name that no page of another host can set, and in no other', async () => {
    const secure = await startHub({ HUB_PUBLIC_URL: 'https://hub.example.org' });
    const admin = await claim(secure);
    const page = { origin: 'https://hub.example.org' };
    const { headers } = await secure.anybody.with(page).post('/sessions', { email: admin.email, password: PASSWORD, as: 'cookie' });
    const [bound, ...terms] = headers.get('set-cookie')?.split('; ') ?? [];
    expect([bound?.split('=')[0], terms]).toEqual(['__Host-hub_session', expect.arrayContaining(['Secure', 'HttpOnly', 'Path=/'])]);
    const as = async (cookie: string): Promise<number> => (await secure.anybody.with({ ...page, cookie }).get('/me')).status;
    const tossed = bound?.replace('__Host-', '') ?? '';
    expect([await as(bound ?? ''), await as(tossed), await as(`hub_session=tossed; ${bound}`)]).toEqual([200, 401, 200]);
    await secure.close();
  });
});
