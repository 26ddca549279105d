import { Injectable } from '@nestjs/common';
import type { Principal } from '#kernel';
import { maySee, Rights } from '#realtime';
import type { Numbered } from './source.js';

/** Who may see which events: asked for each delivery anew, once for each stream of a page. */
@Injectable()
export class Visible {
  constructor(private readonly rights: Rights) {}

  async of<T extends Numbered>(actor: Principal, all: readonly T[]): Promise<readonly T[]> {
    const known = new Map<string, ReadonlySet<string> | null>();
    const seen: T[] = [];
    for (const one of all) {
      const { stream } = one.event;
      let labels = known.get(stream);
      if (labels === undefined) known.set(stream, (labels = await this.rights.labels(actor, stream)));
      if (labels !== null && maySee(labels, one.event)) seen.push(one);
    }
    return seen;
  }
}
