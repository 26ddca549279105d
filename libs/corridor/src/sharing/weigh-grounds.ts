import type { EntityManager } from 'typeorm';
import { corridor, type Output } from '#contracts';

/** Why a member of a corridor reads what an owner has of a class. */
export interface Ground {
  readonly ownerId: string;
  readonly readerId: string;
  readonly dataClass: corridor.SharedClass;
  /** 1 own, 2 host of a deployment under way, 3 a grant made out to them alone, 4 a grant to all. The lowest counts. */
  readonly rank: number;
  readonly deploymentId: string | null;
  readonly grantId: string | null;
  readonly precisionMetres: number | null;
  readonly delaySeconds: number;
  readonly retentionDays: number | null;
}

export type Sight = Pick<Output<typeof corridor.explainSharing>, 'sees' | 'precisionMetres' | 'delaySeconds' | 'retentionDays'>;

const SIGHTS = ['nothing', 'own', 'host', 'grant', 'grant'] as const;

/** All grounds on which members of the corridor read of these owners, the ones that count first. */
export function groundsIn(db: EntityManager, corridorId: string, ownerIds: readonly string[], classes: readonly corridor.SharedClass[]): Promise<Ground[]> {
  return db.query<Ground[]>(
    `SELECT o.id AS "ownerId", g.reader AS "readerId", c.class AS "dataClass", g.rank, g.deployment_id AS "deploymentId", g.grant_id AS "grantId",
       g.precision_metres AS "precisionMetres", g.delay_seconds AS "delaySeconds", g.retention_days AS "retentionDays"
     FROM unnest($2::uuid[]) AS o (id) CROSS JOIN unnest($3::text[]) AS c (class) CROSS JOIN LATERAL corridor_grounds(o.id, c.class) g
     WHERE g.reader IN (SELECT m.institution_id FROM corridor_member m WHERE m.corridor_id = $1)
     ORDER BY o.id, c.class, g.reader, g.rank, g.deployment_id`,
    [corridorId, ownerIds, classes],
  );
}

/** What comes of these grounds of one reader. */
export function sightBy(grounds: readonly Pick<Ground, 'rank' | 'precisionMetres' | 'delaySeconds' | 'retentionDays'>[]): Sight {
  const [best] = [...grounds].sort((a, b) => a.rank - b.rank);
  return { sees: SIGHTS[best?.rank ?? 0] ?? 'nothing', precisionMetres: best?.precisionMetres ?? null, delaySeconds: best?.delaySeconds ?? 0, retentionDays: best?.retentionDays ?? null };
}
