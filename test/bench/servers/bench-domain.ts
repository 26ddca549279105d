import { Injectable, Module, SetMetadata, type Provider, type Type } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { catalogue, type Input, type Output } from '#contracts';
import { sqlMigration } from '#db';
import { newId, type Principal } from '#kernel';
import type { Work } from '#log';
import { ANSWERS, Authenticator, Governs, Handles, HANDLES, permissions, permit, Signals, type CommandHandler, type Governor, type Standing } from '#realtime';
import { verifyToken } from '../harness/token.js';
import { messagePosted, postMessage, readersCounted } from './bench-contracts.js';
import { microseconds, stamp } from './open-loop.js';

/** Rooms, their members and what they say: a domain as small as one can be that still has rules, rows and row-level security. */
export const benchMigration = sqlMigration(1763779000000, 'bench rooms', '0.1.0', /* sql */ `
  CREATE TABLE bench_member (person_id uuid PRIMARY KEY, role text NOT NULL);
  CREATE TABLE bench_message (
    id uuid PRIMARY KEY, room_id text NOT NULL, person_id uuid NOT NULL, text text NOT NULL, said_at timestamptz NOT NULL
  );
  CREATE INDEX bench_message_of_room ON bench_message (room_id, said_at);
  INSERT INTO bench_member SELECT ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'member' FROM generate_series(0, 19999) n;
  ALTER TABLE bench_member ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  ALTER TABLE bench_message ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY own ON bench_member USING (hub_system() OR person_id = hub_person());
  CREATE POLICY own ON bench_message USING (hub_system() OR person_id = hub_person());
  GRANT SELECT ON bench_member TO hub_app;
  GRANT SELECT, INSERT ON bench_message TO hub_app;
`);

permit({ 'bench.message.post': ['member'] });

@Injectable()
@Handles(postMessage, (input) => ({ kind: 'bench', id: input.roomId }))
class PostMessage implements CommandHandler<typeof postMessage> {
  async execute(actor: Principal, { roomId, text }: Input<typeof postMessage>, work: Work): Promise<Output<typeof postMessage>> {
    const messageId = newId();
    await work.db.query('INSERT INTO bench_message (id, room_id, person_id, text, said_at) VALUES ($1, $2, $3, $4, $5)', [messageId, roomId, actor.personId, text, work.now]);
    work.record(messagePosted, `bench:${roomId}`, { sent: stamp(microseconds()), text });
    return { messageId };
  }
}

/** What a late joiner of a room is shown: its last fifty messages. */
const SHOWN = 50;

@Injectable()
@Governs('bench')
class BenchGovernor implements Governor {
  private readonly readers = new Map<string, number>();

  constructor(private readonly signals: Signals) {}

  async standing(db: EntityManager, actor: Principal): Promise<Standing> {
    const rows = await db.query<{ role: string }[]>('SELECT role FROM bench_member WHERE person_id = $1', [actor.personId]);
    return new Set(rows.map(({ role }) => role));
  }

  audiences(): readonly string[] {
    return ['members'];
  }

  async snapshot(db: EntityManager, id: string): Promise<unknown> {
    const messages = await db.query<object[]>('SELECT id, person_id AS "personId", text, said_at AS "saidAt" FROM bench_message WHERE room_id = $1 ORDER BY said_at DESC LIMIT $2', [id, SHOWN]);
    return { messages };
  }

  lines(id: string, { up, down }: { up: readonly string[]; down: readonly string[] }): void {
    const readers = (this.readers.get(id) ?? 0) + up.length - down.length;
    if (readers === 0) this.readers.delete(id);
    else this.readers.set(id, readers);
    this.signals.send(`bench:${id}`, readersCounted, { readers });
  }
}

/** The bench's people, by the token that its bare peers check too. */
@Injectable()
class BenchAuthenticator extends Authenticator {
  override async byToken(token: string): Promise<Principal | null> {
    const personId = verifyToken(token);
    return personId === null ? null : { actor: `person:${personId}`, personId, institutionIds: [], roles: [], scopes: null, credential: `session:${personId}` };
  }

  override async bySession(): Promise<Principal | null> {
    return null;
  }

  override async again(actor: Principal): Promise<Principal | null> {
    return actor;
  }

  override forget(): void {}
}

/**
 * The hub starts only when every declared command has its handler and its row in the permission table. This process
 * carries the log, the doors and the bench's rooms alone, so all other commands are handled here, and are nobody's.
 */
function unheld(): Type[] {
  return [...catalogue.commands(), ...catalogue.queries()].filter(({ name }) => permissions.of(name) === undefined).map((contract) => {
    permit({ [contract.name]: [] });
    const handling = { contract, concerns: () => ({ kind: 'hub', id: '' }) };
    const Unheld = class { async execute(): Promise<never> { throw new Error(`${contract.name} is not carried here`); } };
    SetMetadata(contract.kind === 'command' ? HANDLES : ANSWERS, handling)(Unheld);
    return Unheld;
  });
}

const authenticator: Provider = { provide: Authenticator, useClass: BenchAuthenticator };

@Module({ providers: [PostMessage, BenchGovernor, authenticator, ...unheld()], exports: [Authenticator] })
export class BenchModule {}
