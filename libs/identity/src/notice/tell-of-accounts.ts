import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { identity, type Data, type stream } from '#contracts';
import { eventsUpTo, telling, Tells, type Telling } from '#log';
import { nameDevice } from './name-device.js';

type PersonChanged = Data<typeof identity.personChanged>;

/**
 * What people are told of their own account. Suspending somebody tells them nothing: whoever is shut out gets no notices, this one
 * neither, so that an account in the wrong hands does not learn of it. Restoring them does.
 */
@Injectable()
export class TellOfAccounts {
  /** A sign-in from a kind of device that the account was not used with before. The first one of all is the person's joining. */
  @Tells(identity.sessionChanged)
  async signedIn(event: stream.Envelope, db: EntityManager): Promise<readonly Telling[]> {
    const { personId, sessionId, live } = event.data as Data<typeof identity.sessionChanged>;
    if (!live) return [];
    const sessions = await db.query<{ id: string; user_agent: string }[]>(
      `SELECT s.id, s.user_agent FROM identity_session s JOIN identity_session this ON this.id = $2
       WHERE s.person_id = $1 AND (s.created_at, s.id) <= (this.created_at, this.id)`, [personId, sessionId]);
    const device = nameDevice(sessions.find(({ id }) => id === sessionId)?.user_agent ?? '');
    const before = sessions.filter(({ id }) => id !== sessionId);
    if (before.length === 0 || before.some(({ user_agent: userAgent }) => nameDevice(userAgent) === device)) return [];
    return [telling(identity.newDeviceNotice, { key: event.id, about: event.stream, to: [personId], facts: { device, at: event.time } })];
  }

  @Tells(identity.passwordChanged)
  async passwordChanged(event: stream.Envelope): Promise<readonly Telling[]> {
    const { personId } = event.data as Data<typeof identity.passwordChanged>;
    return [telling(identity.passwordChangedNotice, { key: event.id, about: event.stream, to: [personId], facts: { at: event.time } })];
  }

  @Tells(identity.personChanged)
  async restored(event: stream.Envelope, db: EntityManager): Promise<readonly Telling[]> {
    const { personId, state } = event.data as PersonChanged;
    const [, before] = await statesOf(event, db);
    if (state !== 'active' || before !== 'suspended') return [];
    return [telling(identity.accountRestoredNotice, { key: event.id, about: event.stream, to: [personId], facts: { at: event.time } })];
  }

  /** Roles that come with an invitation, or with taking the hub over, are no news to those who join with them. */
  @Tells(identity.roleChanged)
  async roleChanged(event: stream.Envelope, db: EntityManager): Promise<readonly Telling[]> {
    const { personId, role, held } = event.data as Data<typeof identity.roleChanged>;
    const [state] = await statesOf(event, db);
    if (state !== 'active' || !event.actor.startsWith('person:')) return [];
    const notice = held ? identity.roleGivenNotice : identity.roleTakenNotice;
    return [telling(notice, { key: event.id, about: event.stream, to: [personId], facts: { role } })];
  }
}

/** The states of a person up to an event of theirs, the latest first. */
async function statesOf(event: stream.Envelope, db: EntityManager): Promise<readonly PersonChanged['state'][]> {
  const past = await eventsUpTo(db, event, [identity.personChanged]);
  return past.map(({ data }) => (data as PersonChanged).state).reverse();
}
