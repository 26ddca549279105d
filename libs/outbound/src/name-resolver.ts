import { lookup, Resolver } from 'node:dns/promises';
import { Injectable } from '@nestjs/common';

export interface Resolved {
  readonly address: string;
  readonly family: 4 | 6;
}

/** Finds the addresses of a host name, each time anew. */
export abstract class NameResolver {
  abstract resolve(host: string): Promise<readonly Resolved[]>;
}

/** Answers that mean that the name service knows no such address, as opposed to one that is away. */
const UNKNOWN = new Set(['ENOTFOUND', 'ENODATA']);

/**
 * Asks the name service directly: the system's own look-up would hold one of the few threads of the process for as long as a
 * slow name server likes. What the name service does not know may stand in the machine's hosts file.
 */
@Injectable()
export class SystemNameResolver extends NameResolver {
  private readonly service = new Resolver({ timeout: 2_000, tries: 2 });

  async resolve(host: string): Promise<readonly Resolved[]> {
    const [v4, v6] = await Promise.allSettled([this.service.resolve4(host), this.service.resolve6(host)]);
    const found = [...inFamily(v4, 4), ...inFamily(v6, 6)];
    if (found.length > 0) return found;
    for (const { reason } of [v4, v6].filter((one) => one.status === 'rejected')) if (!UNKNOWN.has((reason as NodeJS.ErrnoException).code ?? '')) throw reason;
    return (await lookup(host, { all: true })).map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
  }
}

function inFamily(answer: PromiseSettledResult<string[]>, family: 4 | 6): Resolved[] {
  return answer.status === 'fulfilled' ? answer.value.map((address) => ({ address, family })) : [];
}
