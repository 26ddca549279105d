import { Injectable } from '@nestjs/common';
import { alliance, type Data, type stream } from '#contracts';
import { On, type Work } from '#log';

/** The corridors' own copy of the institutions of the alliance, kept up event by event. */
@Injectable()
export class InstitutionCopy {
  @On(alliance.institutionChanged)
  async institution(event: stream.Envelope, { db }: Work): Promise<void> {
    const { institutionId, name, countryCode, zone, state } = event.data as Data<typeof alliance.institutionChanged>;
    await db.query(
      `INSERT INTO corridor_institution (id, name, country_code, zone, state) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (id) DO UPDATE SET name = $2, country_code = $3, zone = $4, state = $5`,
      [institutionId, name, countryCode, zone, state],
    );
  }
}
