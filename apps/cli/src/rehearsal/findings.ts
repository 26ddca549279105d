import type { Collected, Found } from '../finding/collected.js';

/** What must hold, whatever happens, as somebody can see who knows nothing but the public doors. */
export const invariants = {
  ranges: 'Frames join without a gap, and no event comes twice',
  order: 'All readers see their events in one and the same order',
  doors: 'Socket, event stream, pull and feed give the same events at the same positions',
  audience: 'Nobody sees what its audience forbids, nor another meeting',
  declared: 'Every event is as its contract declares it',
  resume: 'Whoever was cut got exactly what was missed',
  state: 'A snapshot and the events since give what a late joiner gets',
  kept: 'Nothing that was acknowledged is missing in the log',
  receipts: 'Retries and second devices hear the first answer, and an id serves one body alone',
  ballots: 'One ballot a seat, of those entitled, as its voter was told',
  tally: 'A second hand counts the ballots to the declared result',
  quorum: 'The quorum of each decision follows from the attendance',
  refusals: 'What is not allowed is refused, by the right code',
  chain: 'The hash chain of the meeting verifies',
} as const;

export type Invariant = keyof typeof invariants;

export type Findings = Collected<Invariant>;
export type Finding = Found<Invariant>;
