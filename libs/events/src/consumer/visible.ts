import { Injectable } from '@nestjs/common';
import type { Principal } from '#kernel';
import { maySee, Rights } from '#realtime';
import type { Numbered } from './source.js';

/** Who may see which events: asked for each delivery anew, once for each stream of a page. */
@Injectable()
export class Visible {
  constructor(private readonly rights: Rights) {}

  async of<T extends Numbered>(actor: Principal, all: readonly T[]): Promise<readonly T[]> {
    const known = await this.rights.labelsOf(actor, all.map(({ event }) => event.stream));
    return all.filter(({ event }) => {
      const labels = known.get(event.stream) ?? null;
      return labels !== null && maySee(labels, event);
    });
  }
}
