import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { identity, type Data, type stream } from '#contracts';
import { Holds, telling, Tells, withdrawal, type Holder, type Telling, type Withdrawal } from '#log';
import { ApiKey } from '../key/api-key.entity.js';

const DAY = 86_400_000;

/** What the owner of a key is told: that it was made, that it runs out soon, that it has run out. */
@Injectable()
export class TellOfKeys {
  @Tells(identity.keyChanged)
  async changed(event: stream.Envelope, db: EntityManager): Promise<readonly (Telling | Withdrawal)[]> {
    const { keyId, live } = event.data as Data<typeof identity.keyChanged>;
    const key = await db.findOneByOrFail(ApiKey, { id: keyId });
    return live ? made(event, key) : ended(key);
  }

  /** Nobody is warned of the end of a key that was revoked before. */
  @Holds(identity.keyExpiringNotice)
  @Holds(identity.keyRunOutNotice)
  async lived({ key }: Parameters<Holder>[0], db: EntityManager): Promise<boolean> {
    const found = await db.findOneBy(ApiKey, { id: key.split('/')[0] });
    return found !== null && !wasRevoked(found);
  }
}

function made(event: stream.Envelope, { id, name, personId, expiresAt }: ApiKey): readonly Telling[] {
  const told = { about: event.stream, to: [personId] };
  const facts = { key: name, expiresAt: expiresAt.toISOString() };
  const warnings = identity.keyWarningDays.map((days) => ({ days, at: new Date(expiresAt.getTime() - days * DAY) })).filter(({ at }) => at > new Date(event.time));
  return [
    telling(identity.keyCreatedNotice, { ...told, key: id, facts }),
    ...warnings.map(({ days, at }) => telling(identity.keyExpiringNotice, { ...told, key: warning(id, days), facts, at, until: expiresAt })),
    telling(identity.keyRunOutNotice, { ...told, key: id, facts: { key: name }, at: expiresAt }),
  ];
}

/** A key that ran out ends as well, a moment later: its last notice is not taken back then. */
function ended(key: ApiKey): readonly Withdrawal[] {
  if (!wasRevoked(key)) return [];
  return [...identity.keyWarningDays.map((days) => withdrawal(identity.keyExpiringNotice, warning(key.id, days))), withdrawal(identity.keyRunOutNotice, key.id)];
}

const warning = (keyId: string, days: number): string => `${keyId}/${days}`;

const wasRevoked = ({ revokedAt, expiresAt }: ApiKey): boolean => revokedAt !== null && revokedAt < expiresAt;
