import type { DynamicModule, Type } from '@nestjs/common';
import { dbMigrations, type Entities, type Migration } from '#db';

/** What the hub is made of. A new lib adds its module, entities and migrations here, and nowhere else. */
export const modules: readonly (Type | DynamicModule)[] = [];

export const entities: Entities = [];

export const migrations: readonly Migration[] = [...dbMigrations];
