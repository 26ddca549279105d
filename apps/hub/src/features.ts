import type { DynamicModule, Type } from '@nestjs/common';
import { allianceEntities, AllianceModule, allianceMigrations } from '#alliance';
import { councilEntities, CouncilModule, councilMigrations } from '#council';
import { corridorEntities, CorridorModule, corridorMigrations } from '#corridor';
import { dbMigrations, type Entities, type Migration } from '#db';
import { eventsEntities, EventsModule, eventsMigrations } from '#events';
import { identityEntities, IdentityModule, identityMigrations } from '#identity';
import { LogModule, logMigrations } from '#log';
import { notificationsEntities, NotificationsModule, notificationsMigrations } from '#notifications';
import { QueueModule, queueMigrations } from '#queue';
import { RealtimeModule, realtimeMigrations } from '#realtime';
import { reportsEntities, ReportsModule, reportsMigrations } from '#reports';
import { TraceModule } from '#trace';

/** What the hub is made of. A new lib adds its module, entities and migrations here, and nowhere else. */
export const modules: readonly (Type | DynamicModule)[] = [TraceModule, LogModule, RealtimeModule, QueueModule, IdentityModule, AllianceModule, CouncilModule, CorridorModule, EventsModule, NotificationsModule, ReportsModule];

export const entities: Entities = [...identityEntities, ...allianceEntities, ...councilEntities, ...corridorEntities, ...eventsEntities, ...notificationsEntities, ...reportsEntities];

export const migrations: readonly Migration[] = [...dbMigrations, ...logMigrations, ...realtimeMigrations, ...queueMigrations, ...identityMigrations, ...allianceMigrations, ...councilMigrations, ...corridorMigrations, ...eventsMigrations, ...notificationsMigrations, ...reportsMigrations];
