import type { council, Output } from '#contracts';

export type Receipt = Output<typeof council.castBallot>;

/** A poll as it is played: what every voter was told last. */
export interface Vote {
  readonly pollId: string;
  readonly secondBallot: 'first_stands' | 'last_counts';
  readonly told: Map<string, Receipt>;
}
