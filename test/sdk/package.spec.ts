import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { promisify } from 'node:util';
import { council } from '#contracts';
import { openBrowser } from '../support/browser.js';
import { aCouncil, type TestCouncil } from '../support/council.js';
import { startHub, type TestHub } from '../support/hub.js';
import { installPackage, type Installed } from './packed.js';

const ROOT = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);
let hub: TestHub;
let room: TestCouncil;
let installed: Installed;

beforeAll(async () => {
  hub = await startHub();
  room = await aCouncil(hub);
  installed = await installPackage();
}, 240_000);
afterAll(async () => {
  installed?.remove();
  await hub?.close();
});

const json = (path: string): Record<string, Record<string, string>> => JSON.parse(readFileSync(path, 'utf8')) as Record<string, Record<string, string>>;

/** What a program of somebody else does with the package: reads, and sends. Node and the page run the same text. */
const program = (url: string, token: string): string => `
  import { council, Hub, verifyWebhook } from '@corridor-hub/sdk';
  const hub = new Hub({ url: ${JSON.stringify(url)}, token: ${JSON.stringify(token)} });
  const told = [];
  const refused = await verifyWebhook({}, '', 'whsec_c2VjcmV0').catch((refusal) => refusal.reason);
  const meetings = [];
  for await (const meeting of hub.list(council.meetings, {})) meetings.push(meeting.id);
  for (const door of ['socket', 'sse', 'pull']) {
    const reading = hub.read('meeting:' + meetings[0], { doors: [door], from: 'earliest' });
    for await (const event of reading) {
      if (told.length === 0) await hub.send(council.postMessage, { meetingId: meetings[0], text: 'from the package' });
      if (event.data.text !== 'from the package') { told.push(event.type); continue; }
      told.push(door);
      reading.stop();
    }
  }
  export default { refused, doors: told.filter((one) => ['socket', 'sse', 'pull'].includes(one)) };
`;
const shown = { refused: 'no_webhook', doors: ['socket', 'sse', 'pull'] };

describe('the package', () => {
  it('has the version of the hub, and asks for the packages that the hub is tried with', () => {
    const [own, root] = [json(join(installed.package, 'package.json')), json('package.json')];
    expect(own['version']).toBe(root['version']);
    for (const [name, range] of Object.entries(own['dependencies'] ?? {})) expect(range).toBe(`^${root['dependencies']?.[name]}`);
  });

  it('works in Node, outside of the repository', async () => {
    writeFileSync(join(installed.folder, 'program.mjs'), program(hub.url, room.secretary.token ?? ''));
    writeFileSync(join(installed.folder, 'show.mjs'), 'console.log(JSON.stringify((await import("./program.mjs")).default)); process.exit();');
    const { stdout } = await run(process.execPath, ['show.mjs'], { cwd: installed.folder });
    expect(JSON.parse(stdout)).toEqual(shown);
  }, 60_000);

  it('works in Chromium, with nothing between it and the page but the names of its packages', async () => {
    const browser = await openBrowser();
    try {
      const page = await browser.newPage();
      const faults: string[] = [];
      page.on('pageerror', ({ message }) => void faults.push(message));
      const imports = {
        '@corridor-hub/sdk': '/packages/@corridor-hub/sdk/lib/sdk/src/index.js', zod: '/packages/zod/index.js',
        'socket.io-client': '/packages/socket.io-client/dist/socket.io.esm.min.js',
      };
      // A page of the hub's own origin, since it is the hub that it asks.
      await page.route(`${hub.url}/packages/**`, (route) => {
        const path = join(installed.folder, 'node_modules', new URL(route.request().url()).pathname.replace('/packages/', ''));
        return path.includes(`..${sep}`) ? route.abort() : route.fulfill({ path, contentType: 'text/javascript' });
      });
      await page.route(`${hub.url}/program.js`, (route) => route.fulfill({ body: program(hub.url, room.secretary.token ?? ''), contentType: 'text/javascript' }));
      await page.route(`${hub.url}/page`, (route) => route.fulfill({ contentType: 'text/html', body: `<!doctype html><script type="importmap">${JSON.stringify({ imports })}</script>` }));
      await page.goto(`${hub.url}/page`);
      expect(await page.evaluate('import("/program.js").then((program) => program.default)')).toEqual(shown);
      expect(faults).toEqual([]);
    } finally {
      await browser.close();
    }
  }, 60_000);

  it('is typed by the contracts, for a page that knows nothing of Node', async () => {
    writeFileSync(join(installed.folder, 'typed.mts'), `
      import { council, Hub, HubError, type ReadOptions } from '@corridor-hub/sdk';
      import { verifyWebhook } from '@corridor-hub/sdk/webhook';
      const hub = new Hub({ url: location.origin });
      const { messageId }: { messageId: string } = await hub.send(council.postMessage, { meetingId: '', text: '' });
      // @ts-expect-error a field that the command does not have
      await hub.send(council.postMessage, { meetingId: messageId, words: '' });
      // @ts-expect-error there is no such door
      const options: ReadOptions = { doors: ['window'] };
      for await (const event of hub.read('feed', options)) console.log(event.type satisfies string);
      const { events: [first] } = await verifyWebhook(new Headers(), new Uint8Array(), []);
      const sequence: number = first.sequence;
      export const code = (fault: unknown) => (fault instanceof HubError ? fault.code : sequence);
    `);
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const compilerOptions = { noEmit: true, strict: true, target: 'es2022', module: 'nodenext', lib: ['es2023', 'dom', 'dom.iterable', 'dom.asynciterable'], types: [] };
    writeFileSync(join(installed.folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['typed.mts'] }));
    const { stdout } = await run(process.execPath, [tsc], { cwd: installed.folder }).catch((fault: { stdout: string }) => fault);
    expect(stdout).toBe('');
  }, 120_000);
});

describe('what the package is made of', () => {
  it('is declared: it names no package and no alias beside its dependencies', async () => {
    const { stdout } = await run('grep', ['-rhoE', '--include=*.js', '--include=*.d.ts', `(from|import) ?\\(?["'][^."' ][^"' ]*["']`, join(installed.package, 'lib')]);
    const names = new Set(stdout.split('\n').filter((line) => line !== '').map((line) => line.slice(0, -1).replace(/^.*["']/, '')));
    expect([...names].sort()).toEqual(['socket.io-client', 'zod']);
    expect(council.postMessage.name).toBe('council.chat.post');
  });
});
