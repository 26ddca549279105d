import { z } from 'zod';
import { countryCode, id } from './words.js';

/** What has a board, keeps stock and offers capacity: a centre or a mobile unit. */
export const holderKind = z.enum(['centre', 'unit']);
/** Names a holder by one of the two ids. */
export const holderFields = { centreId: id.optional(), unitId: id.optional() };
export const namesOneHolder = (input: { centreId?: string | undefined; unitId?: string | undefined }): boolean => (input.centreId === undefined) !== (input.unitId === undefined);
export const ONE_HOLDER = 'name one centre or one unit';
/** A holder inside a larger input. */
export const holder = z.strictObject(holderFields).refine(namesOneHolder, ONE_HOLDER);

/** What every event about a holder says of it. `countryCode`: where it is, of a unit that is not deployed where its institution is. */
export const toldHolder = { holderKind, holderId: id, institutionId: id, countryCode };
