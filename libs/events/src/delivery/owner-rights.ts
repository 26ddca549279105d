import { Injectable, type OnApplicationBootstrap, type BeforeApplicationShutdown } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Database } from '#db';
import { principalsOf } from '#identity';
import { systemActor, type Principal } from '#kernel';
import type { LogEvent } from '#log';
import { maySee, READ_STREAMS, Rights, RightsWatch } from '#realtime';
import { sendersOut } from '../subscription/permissions.js';

const system = systemActor('delivery');
/** A change of rights is heard of within a second; this bounds what a lost wake-up could leave. */
const KEPT_MS = 5_000;

/** What the owners of subscriptions may read, as they are now: an event is theirs exactly when it would be at any other door. */
@Injectable()
export class OwnerRights implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly known = new LRUCache<string, Promise<Principal | null>>({ max: 10_000, ttl: KEPT_MS });
  private stop: () => void = () => undefined;

  constructor(
    private readonly database: Database,
    private readonly rights: Rights,
    private readonly watch: RightsWatch,
  ) {}

  onApplicationBootstrap(): void {
    this.stop = this.watch.listen(() => this.known.clear());
  }

  beforeApplicationShutdown(): void {
    this.stop();
  }

  /** The owner's rights to read streams; null when they are suspended or gone, or have no role any more by which events leave the hub. One read serves many events. */
  of(ownerId: string): Promise<Principal | null> {
    const kept = this.known.get(ownerId);
    if (kept !== undefined) return kept;
    const asked = this.now(ownerId);
    this.known.set(ownerId, asked);
    asked.catch(() => this.known.delete(ownerId));
    return asked;
  }

  /** As `of`, read anew. */
  async now(ownerId: string): Promise<Principal | null> {
    const owner = await this.reader(ownerId);
    return sendersOut.some((role) => owner?.roles.includes(role)) ? owner : null;
  }

  /** The rights to read streams of somebody who fetches events; null when they are suspended or gone. */
  async reader(ownerId: string): Promise<Principal | null> {
    const principals = await this.database.transaction(system, [], (db) => principalsOf(db, [ownerId], [READ_STREAMS]), 'snapshot');
    return principals.get(ownerId) ?? null;
  }

  /** The labels of a stream's audiences that the owner is entitled to. Read once, and again when rights have moved. */
  async labels(owner: Principal, stream: string): Promise<ReadonlySet<string>> {
    return (await this.rights.labels(owner, stream)) ?? NONE;
  }

  async maySee(owner: Principal, event: LogEvent): Promise<boolean> {
    return maySee(await this.labels(owner, event.stream), event);
  }
}

const NONE: ReadonlySet<string> = new Set();
