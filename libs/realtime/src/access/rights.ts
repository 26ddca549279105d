import { Injectable } from '@nestjs/common';
import { DomainError, type Principal } from '#kernel';
import { UnitOfWork } from '#log';
import { Handlers } from '../command/handlers.js';

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
  constructor(
    private readonly handlers: Handlers,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** The labels, or null when there is no such stream for this reader. Read anew at each call. */
  async labels(actor: Principal, stream: string): Promise<ReadonlySet<string> | null> {
    const { kind, id } = partsOf(stream);
    const governor = this.handlers.governor(kind);
    if (governor?.audiences === undefined || id === '') return null;
    if (actor.scopes !== null && !actor.scopes.includes(READ_STREAMS)) {
      throw new DomainError('forbidden', `The key lacks the scope ${READ_STREAMS}: make one that has it.`);
    }
    const standing = await this.unitOfWork.read(actor, isUuid(id) ? [id] : [], (db) => governor.standing(db, actor, id));
    const labels = standing.size === 0 ? [] : governor.audiences(actor, standing);
    return labels.length === 0 ? null : new Set(labels);
  }

  /** @throws DomainError stream_unknown */
  async insistOnLabels(actor: Principal, stream: string): Promise<ReadonlySet<string>> {
    const labels = await this.labels(actor, stream);
    if (labels === null) throw new DomainError('stream_unknown', `There is no stream ${stream} that you may read.`);
    return labels;
  }
}

function isUuid(id: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
}
