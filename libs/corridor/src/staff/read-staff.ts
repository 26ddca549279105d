import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { corridor, type Output, type Params } from '#contracts';
import { systemClock, type Principal } from '#kernel';
import { Answers, pageOf, placeOf, type Page, type QueryHandler } from '#realtime';

type Listed = Output<typeof corridor.listStaff>;
type Counted = Output<typeof corridor.countStaff>;
type Crew = readonly { readonly role: Counted['roles'][number]['role']; readonly count: number }[];

@Injectable()
@Answers(corridor.listStaff, (params) => ({ kind: 'corridor', id: params.corridorId }))
export class ListStaff implements QueryHandler<typeof corridor.listStaff> {
  async execute(_: Principal, { corridorId, holderId, at, limit, iterator }: Params<typeof corridor.listStaff>, db: EntityManager): Promise<Page<Listed>> {
    const rows = await db.query<Listed[]>(
      `SELECT id, holder_kind AS "holderKind", holder_id AS "holderId", institution_id AS "institutionId", person_id AS "personId", role, lower(during) AS from, upper(during) AS until
       FROM corridor_assignment WHERE corridor_id = $1 AND during @> $2::timestamptz AND ($3::uuid IS NULL OR holder_id = $3) AND ($4::uuid IS NULL OR id < $4) ORDER BY id DESC LIMIT $5`,
      [corridorId, at ?? systemClock.now(), holderId ?? null, placeOf(iterator, corridor.id), limit + 1],
    );
    return pageOf(rows.map((row) => ({ ...row, from: new Date(row.from).toISOString(), until: row.until === null ? null : new Date(row.until).toISOString() })), limit, (row) => row.id);
  }
}

/** What a place is known to have by role: declared by the registry, assigned by name, present by its board. */
interface Place extends Pick<Counted, 'holderKind' | 'holderId' | 'institutionId'> {
  readonly crew: Crew;
  readonly assigned: Readonly<Record<string, number>>;
  readonly readings: Readonly<Record<string, { readonly value: number | null; readonly asOf: string }>> | null;
}

@Injectable()
@Answers(corridor.countStaff, (params) => ({ kind: 'corridor', id: params.corridorId }))
export class CountStaff implements QueryHandler<typeof corridor.countStaff> {
  async execute(_: Principal, { corridorId, limit, iterator }: Params<typeof corridor.countStaff>, db: EntityManager): Promise<Page<Counted>> {
    const places = await db.query<Place[]>(
      `SELECT h.kind AS "holderKind", h.id AS "holderId", h.institution_id AS "institutionId", coalesce(u.crew, '[]') AS crew, b.readings,
         (SELECT coalesce(jsonb_object_agg(a.role, a.people), '{}') FROM (SELECT role, count(*) AS people FROM corridor_assignment WHERE holder_id = h.id AND during @> $2::timestamptz GROUP BY role) a) AS assigned
       FROM corridor_holder h LEFT JOIN corridor_unit u ON u.id = h.id LEFT JOIN corridor_board b ON b.holder_id = h.id AND b.data_class = 'staff'
       WHERE h.corridor_id = $1 AND h.open AND corridor_shared(h.institution_id, 'staff') AND ($3::uuid IS NULL OR h.id > $3) ORDER BY h.id LIMIT $4`,
      [corridorId, systemClock.now(), placeOf(iterator, corridor.id), limit + 1],
    );
    return pageOf(places.map(count), limit, (row) => row.holderId);
  }
}

/** Every role of which anything is known. What is not declared or reported is null, not nought. */
function count({ crew, assigned, readings, ...place }: Place): Counted {
  const roles = corridor.crewRole.options.map((role) => {
    const reading = readings?.[`staff.${role}`];
    return {
      role, declared: crew.find((one) => one.role === role)?.count ?? null, assigned: assigned[role] ?? 0,
      present: reading === undefined ? null : { count: reading.value, asOf: new Date(reading.asOf).toISOString() },
    };
  });
  return { ...place, roles: roles.filter(({ declared, assigned: people, present }) => declared !== null || people > 0 || present !== null) };
}
