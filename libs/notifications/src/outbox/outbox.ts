import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { dataFolder, setting } from '#config';

const most = setting('HUB_OUTBOX_MAILS', z.coerce.number().int().min(10).max(100_000).default(2_000), 'mails that are kept in the outbox, where no mail server is set: the oldest go first');

const FILE = /^([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})\.eml$/;
/** After so many writes it is looked whether there are too many. */
const LOOK_EVERY = 100;

/** A mail in the outbox. */
export interface Kept {
  readonly id: string;
  readonly writtenAt: Date;
  readonly source: Buffer;
}

/**
 * Where mail goes when no mail server is set: a folder of files, each a whole message (RFC 5322) under the id of what it tells. It
 * is on this machine alone, for trying the hub out; it is not in backups.
 */
@Injectable()
export class Outbox {
  private writes = 0;

  private get folder(): string {
    return dataFolder('outbox');
  }

  /** Written beside and then renamed, so that nobody reads half a mail. The same id again replaces it. */
  async write(id: string, source: Buffer): Promise<void> {
    const file = join(this.folder, `${id}.eml`);
    const draft = join(this.folder, `.${id}.${process.pid}`);
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await writeFile(draft, source, { mode: 0o600 });
    await rename(draft, file);
    if (this.writes++ % LOOK_EVERY === 0) await this.trim();
  }

  /** The newest first: ids are made in the order of time. */
  async ids(): Promise<readonly string[]> {
    const files = await readdir(this.folder).catch(nothingYet);
    return files.flatMap((file) => FILE.exec(file)?.[1] ?? []).sort().reverse();
  }

  async read(id: string): Promise<Kept | null> {
    const file = join(this.folder, `${id}.eml`);
    if (!FILE.test(`${id}.eml`)) return null;
    try {
      const [source, { mtime }] = await Promise.all([readFile(file), stat(file)]);
      return { id, writtenAt: mtime, source };
    } catch (fault) {
      if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw fault;
    }
  }

  private async trim(): Promise<void> {
    const ids = await this.ids();
    await Promise.all(ids.slice(most.value).map((id) => rm(join(this.folder, `${id}.eml`), { force: true })));
  }
}

function nothingYet(fault: NodeJS.ErrnoException): string[] {
  if (fault.code === 'ENOENT') return [];
  throw fault;
}
