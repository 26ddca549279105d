/** One reading of one sensor. */
export interface ColdReading {
  readonly asOf: Date;
  readonly celsius: number;
  readonly inRange: boolean;
  /** The excursion that it was found part of before; null within the range, and of what is new. */
  readonly excursionId: string | null;
}

/** Readings out of range with nothing in range between them. */
export interface Excursion {
  readonly id: string;
  /** Nobody was told of it yet. */
  readonly isNew: boolean;
  readonly readings: readonly ColdReading[];
}

/**
 * The excursions in a stretch of one sensor's log. Readings come in any order, so an excursion may grow at both ends, be cut in
 * two by a reading in range, or turn out to be one with another: the first part keeps its id, what is cut off is new, and an id
 * that is found no more is gone.
 */
export function findExcursions(log: readonly ColdReading[], newId: () => string): { excursions: Excursion[]; gone: string[] } {
  const runs: ColdReading[][] = [];
  let run: ColdReading[] | null = null;
  for (const reading of [...log].sort((a, b) => a.asOf.getTime() - b.asOf.getTime())) {
    if (reading.inRange) run = null;
    else if (run === null) runs.push((run = [reading]));
    else run.push(reading);
  }
  const held = new Set<string>();
  const excursions = runs.map((readings): Excursion => {
    const before = readings.flatMap(({ excursionId }) => excursionId ?? []).find((id) => !held.has(id));
    const id = before ?? newId();
    held.add(id);
    return { id, isNew: before === undefined, readings };
  });
  return { excursions, gone: [...new Set(log.flatMap(({ excursionId }) => excursionId ?? []))].filter((id) => !held.has(id)) };
}
