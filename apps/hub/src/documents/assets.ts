import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { startApi, startEvents } from './start.js';

const packages = createRequire(import.meta.url);

/** One file of the viewers, from an installed package or our own. Nothing comes from outside the hub. */
interface Asset {
  readonly type: string;
  readonly read: () => Buffer;
}

const JS = 'text/javascript; charset=utf-8';
const CSS = 'text/css; charset=utf-8';
const installed = (type: string, path: string): Asset => ({ type, read: () => readFileSync(packages.resolve(path)) });

const assets: Readonly<Record<string, Asset>> = {
  'swagger-ui.css': installed(CSS, 'swagger-ui-dist/swagger-ui.css'),
  'swagger-ui.js': installed(JS, 'swagger-ui-dist/swagger-ui-bundle.js'),
  'asyncapi.css': installed(CSS, '@asyncapi/react-component/styles/default.min.css'),
  'asyncapi.js': installed(JS, '@asyncapi/react-component/browser/standalone/without-parser.js'),
  'start-api.js': { type: JS, read: () => Buffer.from(startApi) },
  'start-events.js': { type: JS, read: () => Buffer.from(startEvents) },
};

export interface Served {
  readonly type: string;
  readonly plain: Buffer;
  readonly gzip: Buffer;
}

const kept = new Map<string, Served>();

/** A file of the viewers, read and packed once; null when there is none of this name. */
export function readAsset(name: string): Served | null {
  const asset = Object.hasOwn(assets, name) ? assets[name] : undefined;
  if (asset === undefined) return null;
  let served = kept.get(name);
  if (served === undefined) {
    const plain = asset.read();
    kept.set(name, (served = { type: asset.type, plain, gzip: gzipSync(plain) }));
  }
  return served;
}
