import { resolve } from 'node:path';
import { z } from 'zod';
import { setting } from './setting.js';

const folder = setting('HUB_DATA', z.string().min(1).default('var'), 'the folder that holds all data of this hub: the embedded database, files, secrets, logs');

/** The absolute path of the hub's data folder, or of something in it. */
export function dataFolder(...parts: string[]): string {
  return resolve(folder.value, ...parts);
}
