import { SetMetadata, type CustomDecorator } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '#kernel';
import type { Standing } from './policy.js';

export const GOVERNS = 'hub:governs';

/** What a domain knows of one kind of object (`meeting`): who stands how to it, and what its stream shows to whom. */
export interface Governor {
  /** The roles that the actor holds on the object; empty when there is none or the actor may not know of it. */
  standing(db: EntityManager, actor: Principal, id: string): Promise<Standing>;
  /** As `standing`, of many people by their actor, asked by the hub itself in one go. Absent: each is asked about by themselves. */
  standings?(db: EntityManager, actors: readonly Principal[], id: string): Promise<ReadonlyMap<string, Standing>>;
  /** Audience labels of the object's stream that a reader of this standing gets (`public`, `members`, `chair`). Absent: it has no stream. */
  audiences?(actor: Principal, standing: Standing): readonly string[];
  /**
   * The state that a late joiner needs, for readers of these labels. Runs in the transaction that read the stream's
   * position. It must depend on the object and the labels alone, never on the person, since readers share it.
   */
  snapshot?(db: EntityManager, id: string, labels: ReadonlySet<string>): Promise<unknown>;
  /** Whether nothing will ever be appended to the object's stream any more: who reads it over HTTP is told to stop coming back. Absent: never. */
  ended?(db: EntityManager, id: string): Promise<boolean>;
  /** Called when the first line of a person reads the object's stream in this process, and when the last one has gone. */
  lines?(id: string, change: { up: readonly string[]; down: readonly string[] }): void;
}

/** Marks the one provider that governs a kind of object. */
export function Governs(kind: string): CustomDecorator {
  return SetMetadata(GOVERNS, kind);
}
