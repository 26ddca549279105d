import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { corridor } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import { orElse, type Reader } from '../reader.js';
import type { Type } from './collections.js';
import { equipmentDevice, trackerDevice } from './devices.js';
import { FindHome } from './find-home.js';
import { boardMeasure, boardOf, reportMeasure } from './measures.js';
import { centreLocation, toOrganization, toServices, unitLocation } from './places.js';
import type { Resource } from './resource.js';
import { entryDelivery, shipmentDeliveries } from './supplies.js';
import { deploymentTask, legTask } from './tasks.js';

/** Reads one resource by its id, through the query that reads the thing itself. */
@Injectable()
export class ReadResource {
  constructor(private readonly homes: FindHome) {}

  /** @throws DomainError not_found */
  async read(actor: Principal, reader: Reader, type: Type, id: string): Promise<Resource> {
    // A derived id begins with that of the thing.
    const thing = id.slice(0, 36);
    const found = z.uuid().safeParse(thing).success ? await this.find(actor, reader, type, id, thing) : null;
    if (found === null || found.id !== id) throw new DomainError('not_found', `There is no ${type} of this id.`);
    return found;
  }

  private find(actor: Principal, reader: Reader, type: Type, id: string, thing: string): Promise<Resource | null> {
    switch (type) {
      case 'Organization': return this.organization(actor, reader, thing);
      case 'Location': return location(reader, thing);
      case 'HealthcareService': return service(reader, id, thing);
      case 'Device': return this.device(actor, reader, thing);
      case 'Task': return this.task(actor, reader, thing);
      case 'MeasureReport': return boardOf(id) === null ? this.report(actor, reader, thing) : this.board(actor, reader, thing);
      case 'SupplyDelivery': return this.supply(actor, reader, id, thing);
    }
  }

  private async organization(actor: Principal, reader: Reader, institutionId: string): Promise<Resource | null> {
    for (const { corridorId } of await this.homes.of('memberships', actor, institutionId)) {
      const found = await orElse(null, () => first(reader.each(corridor.listMembers, { corridorId }), (member) => member.institutionId === institutionId));
      if (found !== null) return toOrganization(found);
    }
    return null;
  }

  private async device(actor: Principal, reader: Reader, id: string): Promise<Resource | null> {
    const [home] = await this.homes.of('tracker', actor, id);
    if (home === undefined) return equipmentDevice(await reader.one(corridor.readEquipment, { equipmentId: id }));
    const tracker = await first(reader.each(corridor.listTrackers, { unitId: home.unitId }), (one) => one.id === id);
    return tracker === null ? null : trackerDevice(tracker, home.institutionId);
  }

  private async task(actor: Principal, reader: Reader, id: string): Promise<Resource | null> {
    const [home] = await this.homes.of('leg', actor, id);
    if (home !== undefined) return legTask(await reader.one(corridor.readLeg, { deploymentId: home.deploymentId, legId: id }));
    return deploymentTask(await reader.one(corridor.readDeployment, { deploymentId: id }));
  }

  private async report(actor: Principal, reader: Reader, id: string): Promise<Resource | null> {
    const [home] = await this.homes.of('report', actor, id);
    return home === undefined ? null : reportMeasure(await reader.one(corridor.readReport, home));
  }

  private async board(actor: Principal, reader: Reader, holderId: string): Promise<Resource | null> {
    const [home] = await this.homes.of('holder', actor, holderId);
    return home === undefined ? null : boardMeasure(await reader.one(corridor.readBoard, { ...home, holderId }));
  }

  private async supply(actor: Principal, reader: Reader, id: string, thing: string): Promise<Resource | null> {
    const [shipment] = await this.homes.of('shipment', actor, thing);
    if (shipment !== undefined) {
      const whole = await reader.one(corridor.readShipment, { ...shipment, shipmentId: thing });
      return shipmentDeliveries(whole, await reader.itemsOf(shipment.corridorId)).find((one) => one.id === id) ?? null;
    }
    const [home] = await this.homes.of('entry', actor, thing);
    if (home === undefined) return null;
    const entry = await first(reader.each(corridor.listStockEntries, home), (one) => one.id === thing);
    return entry === null ? null : entryDelivery(entry, home.holderId, await reader.itemsOf(home.corridorId));
  }
}

/** A centre, or else a unit. */
async function location(reader: Reader, id: string): Promise<Resource> {
  const centre = await orElse(null, () => reader.one(corridor.readCentre, { centreId: id }), ['not_found']);
  if (centre !== null) return centreLocation(centre);
  const unit = await reader.one(corridor.readUnit, { unitId: id });
  return unitLocation(unit, (await reader.positions(unit.corridorId)).get(id));
}

async function service(reader: Reader, id: string, centreId: string): Promise<Resource | null> {
  return toServices(await reader.one(corridor.readCentre, { centreId })).find((one) => one.id === id) ?? null;
}

async function first<T>(rows: AsyncIterable<T>, wanted: (row: T) => boolean): Promise<T | null> {
  for await (const row of rows) if (wanted(row)) return row;
  return null;
}
