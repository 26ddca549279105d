import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { DomainError, systemActor, type Principal } from '#kernel';
import { UnitOfWork } from '#log';
import { Handlers } from '../command/handlers.js';
import type { Governor } from './governor.js';
import type { Standing } from './policy.js';

/** The scope that an API key needs to read streams. */
export const READ_STREAMS = 'streams:read';

/** `meeting:0198…` taken apart. A stream without an id (`rights`) is the hub's own and nobody reads it from outside. */
export function partsOf(stream: string): { kind: string; id: string } {
  const at = stream.indexOf(':');
  return at < 0 ? { kind: stream, id: '' } : { kind: stream.slice(0, at), id: stream.slice(at + 1) };
}

const system = systemActor('rights');
/** People who are asked about one after the other, of those whose kind of object cannot be asked about many at once. */
const AT_ONCE = 8;

/** A stream that is asked about, and who knows of its kind. */
interface Asked {
  readonly stream: string;
  readonly id: string;
  readonly governor: Governor;
}

/** What of a stream a principal may read: the labels of its audiences. */
@Injectable()
export class Rights {
  /** Labels that were read since rights last moved: a crowd that comes back after a cut costs no reads. */
  private readonly known = new LRUCache<string, ReadonlySet<string>>({ max: 50_000 });
  private moves = 0;

  constructor(
    private readonly handlers: Handlers,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** How often rights have moved: who waited across a move asks again. */
  get generation(): number {
    return this.moves;
  }

  /** Rights of somebody have changed: nothing that was read before holds any more. */
  moved(): void {
    this.moves += 1;
    this.known.clear();
  }

  /** The labels, or null when there is no such stream for this reader. Read from the database once, and again when rights have moved. */
  async labels(actor: Principal, stream: string): Promise<ReadonlySet<string> | null> {
    return (await this.labelsOf(actor, [stream])).get(stream) ?? null;
  }

  /** `labels` of many streams, in one read. */
  async labelsOf(actor: Principal, streams: readonly string[]): Promise<ReadonlyMap<string, ReadonlySet<string> | null>> {
    const found = new Map<string, ReadonlySet<string> | null>();
    const unknown: Asked[] = [];
    for (const stream of new Set(streams)) {
      const { kind, id } = partsOf(stream);
      const governor = this.handlers.governor(kind);
      const isRead = governor?.audiences !== undefined && id !== '';
      if (isRead && actor.scopes !== null && !actor.scopes.includes(READ_STREAMS)) {
        throw new DomainError('forbidden', `The key lacks the scope ${READ_STREAMS}: make one that has it.`);
      }
      const known = isRead ? this.known.get(keyOf(actor, stream)) : undefined;
      found.set(stream, known ?? null);
      if (isRead && known === undefined) unknown.push({ stream, id, governor });
    }
    // A read that begins before rights move may see the state of before.
    const { generation } = this;
    for (const [stream, labels] of await this.read(actor, unknown)) {
      found.set(stream, labels);
      if (generation === this.generation) this.known.set(keyOf(actor, stream), labels);
    }
    return found;
  }

  /** Asks the database. @returns the labels of those streams of which the actor may read something */
  private async read(actor: Principal, asked: readonly Asked[]): Promise<[string, ReadonlySet<string>][]> {
    if (asked.length === 0) return [];
    const named = asked.filter(({ id }) => isUuid(id));
    const read: [string, ReadonlySet<string>][] = [];
    const take = ({ stream, governor }: Asked, standing: Standing): void => {
      const labels = standing.size === 0 ? [] : (governor.audiences?.(actor, standing) ?? []);
      if (labels.length > 0) read.push([stream, new Set(labels)]);
    };
    if (named.length > 0) {
      await this.unitOfWork.read(actor, named.map(({ id }) => id), async (db) => {
        for (const one of named) take(one, await one.governor.standing(db, actor, one.id));
      });
    }
    for (const one of asked) if (!isUuid(one.id)) take(one, await this.unitOfWork.read(actor, [], (db) => one.governor.standing(db, actor, one.id)).catch(nobodys));
    return read;
  }

  /** Those of many people who may read something of a stream, or of a thing that has none, by their actor: `labels` of each, in as few reads as can be. */
  async readersAmong(actors: readonly Principal[], stream: string): Promise<ReadonlySet<string>> {
    const { kind, id } = partsOf(stream);
    const governor = this.handlers.governor(kind);
    if (governor?.standings !== undefined && governor.audiences !== undefined && isUuid(id)) await this.learn(governor, actors, stream, id);
    const readers = new Set<string>();
    for (let from = 0; from < actors.length; from += AT_ONCE) {
      await Promise.all(actors.slice(from, from + AT_ONCE).map(async (actor) => {
        if (await this.mayRead(actor, stream)) readers.add(actor.actor);
      }));
    }
    return readers;
  }

  /** A thing that has no stream of its own is known to those who stand to it in any way. */
  private async mayRead(actor: Principal, stream: string): Promise<boolean> {
    const { kind, id } = partsOf(stream);
    const governor = this.handlers.governor(kind);
    if (governor === undefined || governor.audiences !== undefined) return (await this.labels(actor, stream)) !== null;
    if (!isUuid(id)) return false;
    return (await this.unitOfWork.read(actor, [id], (db) => governor.standing(db, actor, id))).size > 0;
  }

  /** Reads in one go what is not known yet. Who may read nothing is asked about again by themselves, and that answer counts. */
  private async learn(governor: Governor, actors: readonly Principal[], stream: string, id: string): Promise<void> {
    const unknown = actors.filter((actor) => !this.known.has(keyOf(actor, stream)));
    if (unknown.length === 0) return;
    const { generation } = this;
    const standings = await this.unitOfWork.read(system, [id], async (db) => governor.standings?.(db, unknown, id) ?? new Map<string, Standing>());
    if (generation !== this.generation) return;
    for (const actor of unknown) {
      const standing = standings.get(actor.actor);
      const labels = standing === undefined || standing.size === 0 ? [] : (governor.audiences?.(actor, standing) ?? []);
      if (labels.length > 0) this.known.set(keyOf(actor, stream), new Set(labels));
    }
  }

  /** @throws DomainError stream_unknown */
  async insistOnLabels(actor: Principal, stream: string): Promise<ReadonlySet<string>> {
    const labels = await this.labels(actor, stream);
    if (labels === null) throw new DomainError('stream_unknown', `There is no stream ${stream} that you may read.`);
    return labels;
  }
}

function keyOf({ actor, roles, institutionIds }: Principal, stream: string): string {
  return `${actor} ${roles.join()} ${institutionIds.join()} ${stream}`;
}

/** An id that the database cannot even read (SQLSTATE 22P02) is the id of nothing. */
function nobodys(fault: unknown): Standing {
  if ((fault as { code?: unknown }).code === '22P02') return new Set();
  throw fault;
}

function isUuid(id: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
}
