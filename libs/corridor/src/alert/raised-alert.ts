import type { z } from 'zod';
import type { corridor } from '#contracts';

/** What a part of the hub asks to be woken for. Ids, codes and numbers only. */
export interface RaisedAlert {
  readonly corridorId: string;
  /** The institution whose matter it is; the compact says who else reads it. */
  readonly ownerId: string;
  /** Names what is wrong, so that the same thing is raised once: `unit_silent:<unit id>`. */
  readonly key: string;
  readonly kind: AlertKind;
  readonly unitId?: string;
  readonly deploymentId?: string;
  readonly centreId?: string;
  /** CAP 1.2 codes, in lower case. */
  readonly severity: 'extreme' | 'severe' | 'moderate' | 'minor' | 'unknown';
  readonly urgency: 'immediate' | 'expected' | 'future' | 'past' | 'unknown';
  readonly certainty: 'observed' | 'likely' | 'possible' | 'unlikely' | 'unknown';
  /** When it came to be so, which may be long before it is known: too old is recorded, and nobody is woken. */
  readonly observedAt: Date;
  /** A drill: the same way, and every message says so (CAP status Exercise). */
  readonly exercise?: boolean;
  /** What it rests on, as codes, numbers, instants and ids. */
  readonly facts?: Readonly<Record<string, string | number | boolean | null>>;
}

export type AlertKind = z.output<typeof corridor.alertKind>;
