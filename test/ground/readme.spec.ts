import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogue, events } from '#contracts';

const readme = readFileSync('README.md', 'utf8');

describe('the README', () => {
  it('links to files that there are, and names scripts that there are', () => {
    const links = [...readme.matchAll(/\]\((?!http)([^)#]+)\)/g)].map((match) => match[1] ?? '');
    expect(links.filter((link) => !existsSync(link))).toEqual([]);
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    expect([...readme.matchAll(/npm run ([a-z]+)/g)].map((match) => match[1] ?? '').filter((name) => !(name in scripts))).toEqual([]);
  });
});

describe('the page for integrators', () => {
  const page = readFileSync('libs/events/integrators.md', 'utf8');

  it('links to files that there are', () => {
    const links = [...page.matchAll(/\]\((?!http)([^)#]+)[^)]*\)/g)].map((match) => join('libs/events', match[1] ?? ''));
    expect(links.filter((link) => !existsSync(link))).toEqual([]);
  });

  it('shows the retry schedule by which the hub goes, and names what is declared', () => {
    const spoken = events.retrySchedule.map((seconds) => (seconds < 60 ? `${seconds} s` : seconds < 3_600 ? `${seconds / 60} min` : `${seconds / 3_600} h`));
    expect(page).toContain(`| wait | ${spoken.join(' | ')} |`);
    expect(page).toContain(`±${events.retryJitter * 100} %`);
    const names = [...page.matchAll(/`(events\.[a-z_]+\.[a-z_]+)/g)].map((match) => match[1] ?? '');
    expect(names.filter((name) => catalogue.get(name) === undefined)).toEqual([]);
    const paths = [...page.matchAll(/\/api\/v1(\/[a-z-]+(?:\/<[a-z ]+>(?:\/[a-z]+)?)*)/g)].map((match) => (match[1] ?? '').replaceAll(/<[^>]+>/g, '{}'));
    const known = new Set([...catalogue.queries().map(({ path }) => path.replaceAll(/\{\w+\}/g, '{}')), '/streams/{}/events', '/feed', '/consumers/{}/next', '/fhir']);
    expect(paths.filter((path) => !known.has(path))).toEqual([]);
  });
});

describe('the tour by role', () => {
  let demo: ChildProcess;
  let folder: string;
  let url: string;
  // What the test run sets for itself is no setting of a hub.
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('HUB_')));

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hub-readme-'));
    demo = spawn(process.execPath, ['dist/program/hub.js', 'demo'], { env: { ...clean, HUB_DATA: folder, HUB_PORT: '0' }, stdio: ['ignore', 'pipe', 'pipe'] });
    url = await new Promise<string>((done, fail) => {
      let text = '';
      const hear = (chunk: Buffer): void => {
        text += chunk.toString();
        const found = /It is ready on (http:\S+)/.exec(text);
        if (found?.[1] !== undefined && text.includes('To begin anew')) done(found[1]);
      };
      demo.stdout?.on('data', hear);
      demo.stderr?.on('data', hear);
      demo.once('exit', (code) => fail(new Error(`the demo ended with ${code}: ${text}`)));
    });
  }, 300_000);

  afterAll(async () => {
    if (demo.exitCode === null) {
      const ended = new Promise((done) => demo.once('exit', done));
      demo.kill('SIGTERM');
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  });

  it('works as it is written, from the first line to the last', async () => {
    const script = [...readme.matchAll(/```bash tour\n([\s\S]*?)```/g)].map((match) => match[1]).join('\n').replace(/^HUB=.*$/m, `HUB=${url}`).replace(/^DEMO=.*$/m, `DEMO=${folder}`);
    const { code, text } = await new Promise<{ code: number | null; text: string }>((done) => {
      const child = execFile('bash', ['-euc', script], { env: clean }, (_, stdout, stderr) => done({ code: child.exitCode, text: stdout + stderr }));
    });
    expect({ code, text: code === 0 ? '' : text }).toEqual({ code: 0, text: '' });
    for (const shown of ['"place":', '"deadline":', '"receipt":', '"state":"declared"', 'subscribed: true', "code: 'forbidden'", 'event: ', '"token":', 'council.poll.opened.v1', 'council.agenda.item_added.v1', 'One interface for all']) expect(text).toContain(shown);
  }, 300_000);
});
