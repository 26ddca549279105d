import type { EntityManager } from 'typeorm';
import { affiliationsOf, readersOf, type ReaderOf } from '#identity';
import type { Rhythm } from '../digest/window-end.js';
import type { QuietSpan } from '../quiet/quiet-until.js';
import { chooseZone, deviceZoneDays, type ZoneSource } from '../zone/choose-zone.js';
import type { Preference } from './choose-preference.js';
import type { PersonSettings } from './decide.js';

/** What counts for a person, and where their zone and their quiet hours come from. */
export interface KnownSettings extends PersonSettings {
  /** Null of somebody who is not known. */
  readonly reader: ReaderOf | null;
  readonly zoneFrom: ZoneSource;
  readonly quietFrom: 'person' | 'institution' | 'hub';
}

/** What one owner settled; a row for each that settled anything. */
interface Row {
  readonly id: string;
  readonly preferences: Preference[] | null;
  readonly spans: QuietSpan[] | null;
  readonly until: Date | null;
  readonly rhythms: Record<string, Rhythm> | null;
  readonly device: string | null;
  readonly zone: string | null;
}

const SETTLED = /* sql */ `
  WITH asked AS (SELECT DISTINCT id FROM unnest($1::uuid[]) AS given (id)),
  preference AS (
    SELECT owner_id AS id, jsonb_agg(jsonb_build_object('owner', owner, 'category', category, 'channel', channel, 'about', about, 'wanted', wanted)) AS preferences
    FROM notification_preference WHERE owner_id IN (SELECT id FROM asked) AND (about IS NULL OR $2::text[] IS NULL OR about = ANY ($2)) GROUP BY owner_id),
  rhythm AS (
    SELECT person_id AS id, jsonb_object_agg(category, jsonb_strip_nulls(jsonb_build_object('every', every, 'at', at))) AS rhythms
    FROM notification_rhythm WHERE person_id IN (SELECT id FROM asked) GROUP BY person_id)
  SELECT id, preferences, q.spans, p.until, rhythms, d.zone AS device, i.zone FROM asked
  LEFT JOIN preference USING (id) LEFT JOIN rhythm USING (id)
  LEFT JOIN notification_quiet q ON q.owner_id = id
  LEFT JOIN notification_pause p ON p.person_id = id AND p.until > $3
  LEFT JOIN notification_device_zone d ON d.person_id = id AND d.said_at > $3::timestamptz - make_interval(days => ${deviceZoneDays})
  LEFT JOIN notification_institution i ON i.institution_id = id
  WHERE num_nonnulls(preferences, q.spans, p.until, rhythms, d.zone, i.zone) > 0`;

/**
 * How people want to be told, for thousands at once. Everybody who is asked for is in the answer. To be asked by the hub's
 * own duties, and by people about themselves.
 * @param abouts the things that it is to be told of; null: what was settled of any thing is answered
 */
export async function readSettings(db: EntityManager, personIds: readonly string[], abouts: readonly string[] | null, now: Date): Promise<ReadonlyMap<string, KnownSettings>> {
  const people = [...new Set(personIds)];
  const [readers, affiliations] = [await readersOf(db, people), await affiliationsOf(db, people)];
  const institutions = [...new Set([...affiliations.values()].flat())];
  const rows = await db.query<Row[]>(SETTLED, [[...people, ...institutions], abouts === null ? null : [...new Set(abouts)], now]);
  const settled = new Map(rows.map((row) => [row.id, row]));
  return new Map(people.map((id) => {
    const theirs = (affiliations.get(id) ?? []).flatMap((institution) => settled.get(institution) ?? []);
    return [id, settingsOf(settled.get(id), theirs, readers.get(id) ?? null)];
  }));
}

/** Of several institutions the one whose id comes first settles zone and quiet hours, if it settled any. */
function settingsOf(own: Row | undefined, institutions: readonly Row[], reader: ReaderOf | null): KnownSettings {
  const device = own?.device ?? null;
  const chosen = chooseZone({ device, person: reader?.zone ?? null, institution: institutions.find((institution) => institution.zone !== null)?.zone ?? null });
  const institutionsQuiet = institutions.find(({ spans }) => spans !== null)?.spans;
  return {
    reader, zone: chosen.zone, zoneFrom: chosen.from,
    preferences: [...(own?.preferences ?? []), ...institutions.flatMap(({ preferences }) => preferences ?? [])],
    quiet: own?.spans ?? institutionsQuiet ?? [], quietFrom: own?.spans ? 'person' : institutionsQuiet === undefined ? 'hub' : 'institution',
    pausedUntil: own?.until ?? null, rhythms: own?.rhythms ?? {},
  };
}
