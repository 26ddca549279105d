import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { DomainError, type Principal } from '#kernel';
import { UnitOfWork } from '#log';
import { Handlers } from '../command/handlers.js';
import type { Standing } from './policy.js';

/** The scope that an API key needs to read streams. */
export const READ_STREAMS = 'streams:read';

/** `meeting:0198…` taken apart. A stream without an id (`rights`) is the hub's own and nobody reads it from outside. */
export function partsOf(stream: string): { kind: string; id: string } {
  const at = stream.indexOf(':');
  return at < 0 ? { kind: stream, id: '' } : { kind: stream.slice(0, at), id: stream.slice(at + 1) };
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
    const { kind, id } = partsOf(stream);
    const governor = this.handlers.governor(kind);
    if (governor?.audiences === undefined || id === '') return null;
    if (actor.scopes !== null && !actor.scopes.includes(READ_STREAMS)) {
      throw new DomainError('forbidden', `The key lacks the scope ${READ_STREAMS}: make one that has it.`);
    }
    const key = `${actor.actor} ${actor.roles.join()} ${actor.institutionIds.join()} ${stream}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const { generation } = this;
    const standing = await this.unitOfWork.read(actor, isUuid(id) ? [id] : [], (db) => governor.standing(db, actor, id)).catch(nobodys);
    const labels = standing.size === 0 ? [] : governor.audiences(actor, standing);
    if (labels.length === 0) return null;
    const found = new Set(labels);
    // A read that began before rights moved may have seen the state of before.
    if (generation === this.generation) this.known.set(key, found);
    return found;
  }

  /** @throws DomainError stream_unknown */
  async insistOnLabels(actor: Principal, stream: string): Promise<ReadonlySet<string>> {
    const labels = await this.labels(actor, stream);
    if (labels === null) throw new DomainError('stream_unknown', `There is no stream ${stream} that you may read.`);
    return labels;
  }
}

/** An id that the database cannot even read (SQLSTATE 22P02) is the id of nothing. */
function nobodys(fault: unknown): Standing {
  if ((fault as { code?: unknown }).code === '22P02') return new Set();
  throw fault;
}

function isUuid(id: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
}
