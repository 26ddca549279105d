import { Injectable } from '@nestjs/common';
import { systemActor, type Principal } from '#kernel';
import { formatPosition, LogReader, UnitOfWork } from '#log';
import { partsOf, Rights } from '../access/rights.js';
import { Handlers } from '../command/handlers.js';

/** Streams that come to an end: a subscription that was ended tells nothing more, ever. */
@Injectable()
export class Ending {
  constructor(
    private readonly handlers: Handlers,
    private readonly rights: Rights,
    private readonly reader: LogReader,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** True when nothing will ever come after this position. @throws DomainError stream_unknown to who may not know of the stream */
  async isReached(actor: Principal, stream: string, position: string): Promise<boolean> {
    const { kind, id } = partsOf(stream);
    const governor = this.handlers.governor(kind);
    if (governor?.ended === undefined) return false;
    await this.rights.insistOnLabels(actor, stream);
    // The end is asked for before the last event: what was appended together with it is seen then.
    if (!(await this.unitOfWork.read(systemActor('reader'), [id], (db) => governor.ended?.(db, id) ?? Promise.resolve(false)))) return false;
    const head = await this.reader.head(stream);
    return head !== null && formatPosition(head.epoch, head.offset) === position;
  }
}
