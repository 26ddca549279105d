import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { corridor, type Data, type stream } from '#contracts';
import { Holds, telling, Tells, type Telling } from '#log';
import { holdersOf, others } from './find-holders.js';
import { corridorName, corridorOf, institutionName } from './read-names.js';

type Moved = Data<typeof corridor.deploymentMoved>;
type HandedOver = Data<typeof corridor.handoverMoved>;

/** Steps of which the other party hears by a notice of its own, or need not hear. */
const UNTOLD: readonly Moved['to'][] = ['planned', 'requested', 'mobilising', 'evacuated'];
const ANSWERS = ['read_back', 'returned', 'accepted'] as const;

/** A deployment is the matter of two parties: those who coordinate for the operator, and the authority of the host. */
@Injectable()
export class TellDeployments {
  @Tells(corridor.deploymentMoved)
  async moved(event: stream.Envelope, db: EntityManager): Promise<readonly Telling[]> {
    const step = event.data as Moved;
    const told = { key: `${step.deploymentId}.${step.version}`, about: `deployment:${step.deploymentId}` };
    if (step.to === 'requested') {
      return [telling(corridor.deploymentRequestedNotice, { ...told, to: others(event, await holdersOf(db, corridorOf(event), step.hostId, ['authority'])), facts: await deployedFacts(event, db, step) })];
    }
    if (step.to === 'evacuated') return [telling(corridor.deploymentEvacuatedNotice, { ...told, to: await parties(event, db, step), facts: await deployedFacts(event, db, step) })];
    if (UNTOLD.includes(step.to) || (step.to === 'cancelled' && step.from === 'planned')) return [];
    return [telling(corridor.deploymentMovedNotice, { ...told, to: await parties(event, db, step), facts: { ...(await deployedFacts(event, db, step)), state: step.to } })];
  }

  /** What was answered, or given up, asks nobody any more. */
  @Holds(corridor.deploymentRequestedNotice)
  async stillRequested({ about }: { readonly about: string }, db: EntityManager): Promise<boolean> {
    const rows = await db.query<unknown[]>(`SELECT FROM corridor_deployment WHERE id = $1 AND state = 'requested'`, [about.slice('deployment:'.length)]);
    return rows.length > 0;
  }

  /** The receiver is asked to read back, and where they do not answer, one after the other of those who coordinate for the operator; the sender is told what became of the note. */
  @Tells(corridor.handoverMoved)
  async handedOver(event: stream.Envelope, db: EntityManager): Promise<readonly Telling[]> {
    const step = event.data as HandedOver;
    const told = { key: `${step.handoverId}.${step.version}`, about: `deployment:${step.deploymentId}` };
    if (step.to === 'written') {
      const chain = others(event, await operatorsCoordinators(db, step));
      return [telling(corridor.handoverWaitingNotice, { ...told, to: [step.toPersonId], chain, facts: { ...(await unitFacts(db, step.deploymentId)), count: step.open } })];
    }
    const state = ANSWERS.find((answer) => answer === step.to);
    if (state === undefined) return [];
    return [telling(corridor.handoverAnsweredNotice, { ...told, to: others(event, [step.fromPersonId]), facts: { ...(await unitFacts(db, step.deploymentId)), state } })];
  }

  /** A note that was read back, taken back or written anew waits for nobody; the key says which one it was. */
  @Holds(corridor.handoverWaitingNotice)
  async stillWritten({ key }: { readonly key: string }, db: EntityManager): Promise<boolean> {
    const [id, version] = key.split('.');
    const rows = await db.query<unknown[]>(`SELECT FROM corridor_handover WHERE id = $1 AND version = $2 AND state = 'written'`, [id, version]);
    return rows.length > 0;
  }
}

/** Both parties without whoever took the step. */
async function parties(event: stream.Envelope, db: EntityManager, { institutionId, hostId }: Moved): Promise<readonly string[]> {
  const corridorId = corridorOf(event);
  const people = [...(await holdersOf(db, corridorId, institutionId, ['coordinator'])), ...(await holdersOf(db, corridorId, hostId, ['authority']))];
  return others(event, [...new Set(people)]);
}

async function operatorsCoordinators(db: EntityManager, { deploymentId, institutionId }: HandedOver): Promise<readonly string[]> {
  const [row] = await db.query<{ corridor_id: string }[]>('SELECT corridor_id FROM corridor_deployment WHERE id = $1', [deploymentId]);
  return row === undefined ? [] : holdersOf(db, row.corridor_id, institutionId, ['coordinator']);
}

async function unitFacts(db: EntityManager, deploymentId: string): Promise<{ corridor: string; unit: string; site: string }> {
  const [row] = await db.query<{ corridor: string; unit: string; site: string }[]>(
    `SELECT c.name AS corridor, u.name AS unit, d.site_name AS site FROM corridor_deployment d JOIN corridor_corridor c ON c.id = d.corridor_id JOIN corridor_unit u ON u.id = d.unit_id WHERE d.id = $1`, [deploymentId]);
  if (row === undefined) throw new Error('an event is about a deployment that is not there');
  return row;
}

async function deployedFacts(event: stream.Envelope, db: EntityManager, { deploymentId, institutionId, countryCode }: Moved): Promise<{ corridor: string; unit: string; operator: string; site: string; countryCode: string }> {
  const { unit, site } = await unitFacts(db, deploymentId);
  return { corridor: await corridorName(db, corridorOf(event)), unit, site, operator: await institutionName(db, institutionId), countryCode };
}
