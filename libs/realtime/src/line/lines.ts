import { Injectable } from '@nestjs/common';
import { Gauge, Counter, register } from 'prom-client';
import type { DisconnectCode } from '#contracts';
import { closeLine, type HubSocket } from './hub-socket.js';

let open = 0;
metric('hub_lines_open', () => new Gauge({ name: 'hub_lines_open', help: 'Authenticated lines that are open.', collect() { this.set(open); } }));
const cut = metric('hub_lines_cut_total', () => new Counter({ name: 'hub_lines_cut_total', help: 'Lines that the hub cut, by code.', labelNames: ['code'] }));

/** One metric of a name in a process, though tests start several hubs in it. */
function metric<T>(name: string, make: () => T): T {
  return (register.getSingleMetric(name) as T | undefined) ?? make();
}

/** Every open line of this process, by the person and by the credential behind it. */
@Injectable()
export class Lines {
  private readonly bySubject = new Map<string, Set<HubSocket>>();
  private readonly every = new Set<HubSocket>();

  add(socket: HubSocket): void {
    this.every.add(socket);
    for (const subject of subjectsOf(socket)) {
      const sockets = this.bySubject.get(subject) ?? new Set();
      this.bySubject.set(subject, sockets.add(socket));
    }
    open += 1;
  }

  remove(socket: HubSocket): void {
    if (!this.every.delete(socket)) return;
    for (const subject of subjectsOf(socket)) {
      const sockets = this.bySubject.get(subject);
      sockets?.delete(socket);
      if (sockets?.size === 0) this.bySubject.delete(subject);
    }
    open -= 1;
  }

  /** The lines of `person:<id>`, `session:<id>` or `key:<id>`. */
  of(subject: string): readonly HubSocket[] {
    return [...(this.bySubject.get(subject) ?? [])];
  }

  all(): Iterable<HubSocket> {
    return this.every;
  }

  get size(): number {
    return this.every.size;
  }

  close(socket: HubSocket, code: DisconnectCode, retryWithin = 0): void {
    if (!socket.data.closed) cut.inc({ code });
    closeLine(socket, code, retryWithin);
  }
}

function subjectsOf(socket: HubSocket): string[] {
  const { actor, credential } = socket.data.actor;
  return credential === null ? [actor] : [actor, credential];
}
