import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { corridor, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, type QueryHandler } from '#realtime';

type Papers = Output<typeof corridor.readPapers>;
type Dated<T> = T extends { at: string } ? Omit<T, 'at'> & { at: Date } : never;

@Injectable()
@Answers(corridor.readPapers, (params) => ({ kind: 'deployment', id: params.deploymentId }))
export class ReadPapers implements QueryHandler<typeof corridor.readPapers> {
  async execute(_: Principal, { deploymentId }: Params<typeof corridor.readPapers>, db: EntityManager): Promise<Papers> {
    const [registration] = await db.query<Dated<NonNullable<Papers['registration']>>[]>('SELECT number, at FROM corridor_registration WHERE deployment_id = $1', [deploymentId]);
    const [report] = await db.query<Dated<NonNullable<Papers['exitReport']>>[]>(
      `SELECT revision, text, figures, handed_over_to AS "handedOverTo", actor, at FROM corridor_exit_report WHERE deployment_id = $1 ORDER BY revision DESC LIMIT 1`,
      [deploymentId],
    );
    return {
      registration: registration === undefined ? null : { ...registration, at: registration.at.toISOString() },
      exitReport: report === undefined ? null : { ...report, at: report.at.toISOString() },
    };
  }
}
