import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { StartFault } from '#kernel';
import type { Table } from './read-schema.js';
import type { Manifest, Trailer } from './write-backup.js';

/** What a backup holds, in the order of the file. Rows come as COPY text, each with its line end. */
export type Part = { readonly manifest: Manifest } | { readonly table: Table } | { readonly rows: Buffer } | { readonly trailer: Trailer };

const END = '\\.';

/** Reads a backup through, and checks at the end that it is whole and unchanged. */
export async function* readBackup(file: string): AsyncGenerator<Part> {
  const hash = createHash('sha256');
  let state: 'manifest' | 'between' | 'rows' | 'ended' = 'manifest';
  try {
    for await (const line of lines(file)) {
      const text: string = state === 'rows' && line.length > 3 ? '' : line.subarray(0, -1).toString('utf8');
      if (state === 'between' && text.startsWith('{"end":')) {
        const { end } = JSON.parse(text) as { end: Trailer };
        if (end.sha256 !== hash.digest('hex')) throw new Error('its checksum differs');
        state = 'ended';
        yield { trailer: end };
        break;
      }
      hash.update(line);
      if (state === 'manifest') yield { manifest: parseManifest(text) };
      else if (state === 'between') yield { table: JSON.parse(text) as Table };
      else if (text !== END) yield { rows: line };
      state = state === 'between' || (state === 'rows' && text !== END) ? 'rows' : 'between';
    }
    if (state !== 'ended') throw new Error('its end is missing');
  } catch (cause) {
    if (cause instanceof StartFault || !isOfTheFile(cause)) throw cause;
    throw new StartFault(`The backup ${file} cannot be restored (${(cause as Error).message}): take another copy of it.`, { cause });
  }
}

function parseManifest(text: string): Manifest {
  const manifest = JSON.parse(text) as Manifest;
  if (manifest.format !== 'corridor-hub-backup/1') throw new Error('it is no backup of a hub');
  return manifest;
}

/** Faults of reading and decoding; what the database says of the rows comes from elsewhere. */
function isOfTheFile(fault: unknown): boolean {
  const { code } = fault as { code?: string };
  return code === undefined || /^(Z_|ENOENT|EACCES|EISDIR)/.test(code);
}

/** The lines of a gzip file, each with its end. A row may be long; one over the bound is no backup of ours. */
async function* lines(file: string): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  const source = createReadStream(file);
  const unzipped = createGunzip();
  source.on('error', (fault) => unzipped.destroy(fault));
  for await (const chunk of source.pipe(unzipped) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let at = chunk.indexOf(10, from); at !== -1; at = chunk.indexOf(10, from)) {
      yield Buffer.concat([...rest, chunk.subarray(from, at + 1)]);
      rest = [];
      from = at + 1;
    }
    if (from < chunk.length) rest.push(chunk.subarray(from));
  }
  if (rest.length > 0) throw new Error('its last line is cut');
}
