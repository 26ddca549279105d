import { readFileSync } from 'node:fs';

interface Lock {
  readonly packages: Record<string, { version?: string; resolved?: string; dev?: boolean }>;
}

/** Below these a known hole is open (socket.io's and ws's advisories). */
const floors: Record<string, string> = { 'socket.io': '4.6.2', 'engine.io': '6.6.9', 'socket.io-parser': '4.2.6', ws: '8.21.0' };
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock;
const installed = (name: string): string[] =>
  Object.entries(lock.packages).filter(([path]) => path === `node_modules/${name}` || path.endsWith(`/node_modules/${name}`)).map(([, { version }]) => version ?? '');

/** True when `version` is at or above `floor`, number by number. */
function atLeast(version: string, floor: string): boolean {
  const [a, b] = [version, floor].map((text) => text.split('.').map(Number)) as [number[], number[]];
  for (const at of [0, 1, 2]) if (a[at] !== b[at]) return (a[at] ?? 0) > (b[at] ?? 0);
  return true;
}

describe('the packages that are installed', () => {
  it.each(Object.entries(floors))('hold %s at %s or above, every copy of it', (name, floor) => {
    expect(installed(name).length).toBeGreaterThan(0);
    expect(installed(name).filter((version) => !atLeast(version, floor))).toEqual([]);
  });

  it('hold one copy of socket.io, the one that the gateway uses', () => {
    expect(installed('socket.io')).toHaveLength(1);
  });

  it('are named by the lock file without any registry host', () => {
    expect(Object.entries(lock.packages).filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([]);
  });

  it('are pinned to exact versions, so that a clone gets what was tested', () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, Record<string, string>>;
    expect(Object.entries({ ...dependencies, ...devDependencies }).filter(([, range]) => !/^\d/.test(range))).toEqual([]);
  });
});
