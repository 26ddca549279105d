import { Injectable } from '@nestjs/common';
import { alliance, type Data, type stream } from '#contracts';
import { On, type Work } from '#log';

/** In which zones institutions are, kept up event by event. */
@Injectable()
export class InstitutionZones {
  @On(alliance.institutionChanged)
  async note(event: stream.Envelope, { db }: Work): Promise<void> {
    const { institutionId, zone } = event.data as Data<typeof alliance.institutionChanged>;
    await db.query('INSERT INTO notification_institution (institution_id, zone) VALUES ($1, $2) ON CONFLICT (institution_id) DO UPDATE SET zone = excluded.zone', [institutionId, zone]);
  }
}
