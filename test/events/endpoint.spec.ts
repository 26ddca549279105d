import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { readSettings } from '#config';
import { AddressRules, HttpOutbound, NameResolver, parseAllowList, type Answer, type Resolved } from '#outbound';
import { openSink, type Sink } from '../support/sink.js';

/** A name service that says what the test wants, and another thing the next time. */
class Names extends NameResolver {
  readonly asked: string[] = [];
  constructor(private readonly answers: Readonly<Record<string, readonly (readonly string[])[]>> = {}) {
    super();
  }

  async resolve(host: string): Promise<readonly Resolved[]> {
    const turns = this.answers[host] ?? [];
    const answer = turns[Math.min(this.asked.filter((name) => name === host).length, turns.length - 1)] ?? [];
    this.asked.push(host);
    return answer.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  }
}

const open: HttpOutbound[] = [];
const servers: (() => Promise<void>)[] = [];

function outbound({ allow = '', http = true, names = new Names() }: { allow?: string; http?: boolean; names?: Names } = {}): HttpOutbound {
  const made = new HttpOutbound(new AddressRules(parseAllowList(allow), http), names);
  open.push(made);
  return made;
}

function post(way: HttpOutbound, url: string, signal?: AbortSignal): Promise<Answer> {
  return way.send({ method: 'POST', url, headers: { 'content-type': 'text/plain' }, body: 'hello' }, signal);
}

let sink: Sink;
beforeAll(async () => {
  sink = await openSink();
});
beforeEach(() => waiting(15));
afterEach(async () => {
  sink.behave(null);
  await Promise.all(open.splice(0).map((one) => one.onApplicationShutdown()));
  await Promise.all(servers.splice(0).map((close) => close()));
});
afterAll(() => sink.close());

/** How long (seconds) an endpoint has to answer. */
function waiting(seconds: number): void {
  readSettings({ HUB_WEBHOOK_TIMEOUT: String(seconds) }, () => '');
}

/** A server that speaks to its callers as the test wants. */
async function raw(talk: (socket: Socket) => void): Promise<{ port: number; close: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    talk(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    sockets.forEach((socket) => socket.destroy());
    await new Promise((resolve) => server.close(resolve));
  };
  servers.push(close);
  return { port: (server.address() as AddressInfo).port, close };
}

describe('an address that may not be called', () => {
  const forms = (port: number): string[] => [
    // The loopback address in all its spellings.
    `127.0.0.1:${port}`, `127.1:${port}`, `2130706433:${port}`, `0x7f.1:${port}`, `0x7f000001:${port}`, `017700000001:${port}`, `0177.0.0.1:${port}`, `127.0.0.1.:${port}`, `①②⑦.⓪.⓪.①:${port}`, `0:${port}`, `0.0.0.0:${port}`,
    `[::1]:${port}`, `[::]:${port}`, `[::ffff:127.0.0.1]:${port}`, `[::ffff:7f00:1]:${port}`, `[0:0:0:0:0:ffff:7f00:1]:${port}`, `[::127.0.0.1]:${port}`, `[64:ff9b::7f00:1]:${port}`, `[2002:7f00:1::]:${port}`,
    `localhost:${port}`, `LOCALHOST:${port}`, `localhost.:${port}`, `sub.localhost:${port}`,
  ];

  it('is refused in every spelling of the loopback address, and nothing arrives', async () => {
    const before = sink.got.length;
    const way = outbound();
    const answers = await Promise.all(forms(sink.port).map(async (host) => [host, (await post(way, `http://${host}/`)).kind]));
    expect(answers.filter(([, kind]) => kind !== 'blocked')).toEqual([]);
    expect(sink.got.length).toBe(before);
  });

  it.each([
    '10.0.0.1', '172.16.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.1.2.3', '192.0.0.1', '192.0.2.1', '192.88.99.1', '198.18.0.1', '198.51.100.1', '203.0.113.1', '224.0.0.1', '240.0.0.1', '255.255.255.255',
    '[fe80::1]', '[fc00::1]', '[fd12:3456::1]', '[fec0::1]', '[ff02::1]', '[100::1]', '[2001:db8::1]', '[2001::1]', '[3fff::1]', '[5f00::1]', '[64:ff9b:1::1]', '[::10.0.0.1]', '[::ffff:10.0.0.1]', '[::ffff:0:10.0.0.1]', '[4000::1]',
  ])('is refused at once: %s', async (host) => {
    expect(await post(outbound(), `https://${host}/`)).toMatchObject({ kind: 'blocked', status: null, fault: expect.stringContaining('public address') as string });
  });

  it.each([
    ['ftp://example.org/', 'scheme'], ['file:///etc/passwd', 'scheme'], ['http://example.org/', 'scheme'], ['https://user:word@example.org/', 'user name'], ['https://user@example.org/', 'user name'],
    ['https://example.org:22/', 'port 443'], ['https://example.org:8443/', 'port 443'], ['https://example.org/#part', 'fragment'], ['nowhere', 'a URL'], ['https://intranet/', 'public host'], ['https://printer.local/', 'public host'], ['https://db.internal/', 'public host'],
  ])('is refused by its text: %s', async (url, word) => {
    expect(await post(outbound({ http: false }), url)).toMatchObject({ kind: 'blocked', fault: expect.stringContaining(word) as string });
  });

  it('is refused when a name points to it, whatever else the name points to', async () => {
    const names = new Names({ 'private.example': [['10.0.0.7']], 'metadata.example': [['169.254.169.254', 'fd00::1']], 'mapped.example': [['::ffff:127.0.0.1']], 'gone.example': [[]] });
    const way = outbound({ names, http: true });
    for (const host of ['private.example', 'metadata.example', 'mapped.example']) expect(await post(way, `http://${host}/`)).toMatchObject({ kind: 'blocked', fault: `${host} points to no public address` });
    expect(await post(way, 'http://gone.example/')).toMatchObject({ kind: 'failed', fault: 'the host name has no address' });
  });

  it('is refused when a name points to it a moment after it pointed elsewhere', async () => {
    const names = new Names({ 'rebind.example': [['127.0.0.1'], ['127.0.0.2']] });
    // 127.0.0.1 stands for a public address here, and all else is judged as ever. Nothing need listen there: what counts is that it was let through.
    const way = outbound({ allow: '127.0.0.1', names });
    expect((await post(way, 'http://rebind.example/')).kind).not.toBe('blocked');
    expect(await post(way, 'http://rebind.example/')).toMatchObject({ kind: 'blocked', fault: 'rebind.example points to no public address' });
    expect(names.asked).toEqual(['rebind.example', 'rebind.example']);
  });

  it('is refused behind a redirect, because none is followed', async () => {
    const before = sink.got.length;
    sink.behave((_, reply) => reply.writeHead(302, { location: `http://localhost:${sink.port}/private` }).end());
    const answer = await post(outbound({ allow: '127.0.0.1' }), sink.url);
    expect(answer).toMatchObject({ kind: 'answered', status: 302, headers: { location: `http://localhost:${sink.port}/private` } });
    expect(sink.got.length).toBe(before + 1);
  });
});

describe('the allow-list', () => {
  it.each(['127.0.0.0/8', '127.0.0.1', '127.0.0.1:PORT', '10.0.0.0/8, 127.0.0.0/8', '::1, 127.0.0.1'])('lets a private endpoint through: %s', async (allow) => {
    expect(await post(outbound({ allow: allow.replace('PORT', String(sink.port)), http: false }), sink.url)).toMatchObject({ kind: 'answered', status: 204 });
    expect(sink.got.at(-1)).toMatchObject({ method: 'POST', path: '/hooks', body: 'hello' });
  });

  it('lets a name through at the port that it states, wherever it points, and at no other', async () => {
    const names = new Names({ 'receiver.lan': [['127.0.0.1']] });
    const way = outbound({ allow: `receiver.lan:${sink.port}`, http: false, names });
    expect(await post(way, `http://receiver.lan:${sink.port}/hooks`)).toMatchObject({ kind: 'answered', status: 204 });
    expect(await post(way, `http://receiver.lan:${sink.port + 1}/hooks`)).toMatchObject({ kind: 'blocked' });
    expect(await post(way, `http://127.0.0.1:${sink.port}/hooks`)).toMatchObject({ kind: 'blocked' });
  });

  it.each(['10.0.0.0/33', 'receiver.lan', 'http://receiver.lan', 'receiver.lan:port', '10.0.0.0/8 127.0.0.1'])('refuses what it cannot read: %s', (text) => {
    expect(() => parseAllowList(text)).toThrow(/is no address/);
    expect(() => readSettings({ HUB_WEBHOOK_ALLOW: text }, () => '')).toThrow(/HUB_WEBHOOK_ALLOW is not valid/);
  });

  it('asks no proxy of the environment', async () => {
    Object.assign(process.env, { HTTP_PROXY: 'http://127.0.0.1:9', http_proxy: 'http://127.0.0.1:9', NODE_USE_ENV_PROXY: '1' });
    try {
      expect(await post(outbound({ allow: '127.0.0.1' }), sink.url)).toMatchObject({ status: 204 });
    } finally {
      for (const name of ['HTTP_PROXY', 'http_proxy', 'NODE_USE_ENV_PROXY']) delete process.env[name];
    }
  });
});

describe('an answer', () => {
  const way = (): HttpOutbound => outbound({ allow: '127.0.0.1' });

  it('is kept up to its bounds: a few headers and the beginning of the body', async () => {
    sink.behave((_, reply) => reply.writeHead(500, { 'retry-after': '7', 'x-secret': 'no', server: 's'.repeat(2_000), 'set-cookie': 'a=b' }).end(`\0${'ж'.repeat(30_000)}`));
    const answer = await post(way(), sink.url);
    expect(answer).toMatchObject({ kind: 'answered', status: 500, fault: null, headers: { 'retry-after': '7' } });
    expect(Object.keys(answer.headers).sort()).toEqual(['date', 'retry-after', 'server']);
    expect(answer.headers['server']).toHaveLength(500);
    expect(Buffer.byteLength(answer.body)).toBeLessThanOrEqual(4_100);
    expect(answer.body.startsWith('\uFFFDжж')).toBe(true);
  });

  it('without an end is cut after 64 KB', async () => {
    let [sent, cut] = [0, false];
    sink.behave((_, reply) => {
      reply.writeHead(200);
      const block = Buffer.alloc(65_536, 'x');
      const more = (): void => {
        if (cut) return;
        sent += block.length;
        if (reply.write(block)) setImmediate(more);
        else reply.once('drain', more);
      };
      reply.on('close', () => (cut = true));
      more();
    });
    const answer = await post(way(), sink.url);
    expect(answer).toMatchObject({ kind: 'answered', status: 200 });
    expect(answer.body).toHaveLength(4_096);
    // What the buffers of the kernel took besides is some megabytes at the most.
    expect(sent).toBeLessThan(64 * 1024 * 1024);
  });

  it('that drips is taken for what its status says, and cut', async () => {
    waiting(3);
    const closed: Promise<void>[] = [];
    sink.behave((_, reply) => {
      reply.writeHead(202);
      const timer = setInterval(() => reply.write('.'), 50);
      closed.push(new Promise((resolve) => reply.on('close', () => (clearInterval(timer), resolve()))));
    });
    expect(await post(way(), sink.url)).toMatchObject({ kind: 'answered', status: 202 });
    await Promise.all(closed);
  });

  it('that never comes is a timeout, and the line is cut', async () => {
    waiting(1);
    const closed: Promise<void>[] = [];
    sink.behave((_, reply) => void closed.push(new Promise((resolve) => reply.on('close', resolve))));
    expect(await post(way(), sink.url)).toMatchObject({ kind: 'timeout', status: null, fault: 'no answer within 1 seconds' });
    await Promise.all(closed);
  });

  it('after early hints is the final one', async () => {
    const server = await raw((socket) => socket.once('data', () => socket.end('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\nok')));
    expect(await post(way(), `http://127.0.0.1:${server.port}/`)).toMatchObject({ kind: 'answered', status: 201, body: 'ok' });
  });

  it.each<[string, (socket: Socket) => void, string]>([
    ['what is no HTTP', (socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'), 'what came back is not HTTP'],
    ['a line that is cut', (socket) => socket.once('data', () => socket.destroy()), 'the connection was cut before an answer came'],
    ['headers without an end', (socket) => socket.write(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(40_000)}`), 'the headers of the answer are too large'],
  ])('is explained when it is %s', async (_, talk, fault) => {
    const server = await raw(talk);
    expect(await post(way(), `http://127.0.0.1:${server.port}/`)).toMatchObject({ kind: 'failed', status: null, fault });
  });

  it('is explained when nothing listens', async () => {
    const server = await raw(() => undefined);
    await server.close();
    expect(await post(way(), `http://127.0.0.1:${server.port}/`)).toMatchObject({ kind: 'failed', fault: 'nothing listens at this address and port' });
  });

  it('is not waited for when the process stops, by as many as there are, without a warning', async () => {
    const warnings: Error[] = [];
    const warned = (warning: Error): void => void warnings.push(warning);
    process.on('warning', warned);
    sink.behave(() => undefined);
    const stop = new AbortController();
    const sender = way();
    const before = sink.got.length;
    const answers = Array.from({ length: 20 }, () => post(sender, sink.url, stop.signal));
    await sink.until(() => sink.got.length === before + 20);
    stop.abort();
    expect((await Promise.all(answers)).every(({ kind, fault }) => kind === 'failed' && fault === 'the hub was stopping')).toBe(true);
    expect(await post(sender, sink.url, stop.signal)).toMatchObject({ kind: 'failed' });
    expect(warnings).toEqual([]);
    process.off('warning', warned);
  });
});

describe('an endpoint that hangs', () => {
  it('takes no connection of another behind the same host', async () => {
    sink.behave((got, reply) => void (got.path === '/hanging' || reply.writeHead(204).end()));
    const way = outbound({ allow: '127.0.0.1' });
    waiting(3);
    const hanging = Array.from({ length: 60 }, () => post(way, `http://127.0.0.1:${sink.port}/hanging`));
    await sink.until(() => sink.got.filter(({ path }) => path === '/hanging').length >= 50);
    waiting(15);
    expect(await post(way, sink.url)).toMatchObject({ kind: 'answered', status: 204 });
    expect(new Set((await Promise.all(hanging)).map(({ kind }) => kind))).toEqual(new Set(['timeout']));
  });
});
