import type { council, Data } from '#contracts';
import { Agenda } from './agenda.js';

/** A stretch of time; open while `to` is null. */
export interface Span {
  readonly from: string;
  to: string | null;
}

/** From the call to order to the adjournment; recesses are no part of its spans. */
export interface Sitting {
  readonly number: number;
  readonly spans: Span[];
}

export interface Presence extends Span {
  readonly seatId: string;
  readonly mode: 'hall' | 'online';
}

export interface Seat {
  readonly institutionId: string;
  readonly countryCode: string;
}

export type Motion = council.MotionFacts & { readonly tabledAt: string };

export interface Poll {
  readonly id: string;
  readonly motionId: string;
  readonly openedAt: string;
  readonly entitledSeats: number;
  state: 'open' | 'closed' | 'declared' | 'annulled';
  tally: council.Tally | null;
  declared: { readonly at: string; readonly verdict: Data<typeof council.pollDeclared>['verdict'] } | null;
  /** How each seat voted, where the reader is shown it: the last ballot counts. */
  readonly ballots: Map<string, 'yes' | 'no' | 'abstain'>;
}

type Facts = Data<typeof council.meetingDrafted>;

/** A meeting as the events of a range tell it. */
export class MeetingRecord {
  facts: Facts | null = null;
  state: Data<typeof council.meetingMoved>['to'] = 'draft';
  readonly agenda = new Agenda();
  readonly sittings: Sitting[] = [];
  readonly presences: Presence[] = [];
  readonly motions = new Map<string, Motion>();
  readonly polls = new Map<string, Poll>();
  /** Seats that acted, with whose they are. */
  readonly seats = new Map<string, Seat>();
  /** The instant of the last event: what is open at the end is counted up to it. */
  until = '';

  constructor(readonly id: string) {}

  move({ from, to, sitting }: Data<typeof council.meetingMoved>, at: string): void {
    this.state = to;
    const present = this.sittings.at(-1);
    if (from === 'in_session') closeSpan(present?.spans.at(-1), at);
    if (to === 'in_session') {
      const sits = present?.number === sitting ? present : { number: sitting, spans: [] };
      if (sits !== present) this.sittings.push(sits);
      sits.spans.push({ from: at, to: null });
    }
    // With the end of a sitting everybody is checked out.
    if (to === 'adjourned' || to === 'closed') for (const presence of this.presences) closeSpan(presence, at);
  }

  enter({ seatId, mode, since, institutionId, countryCode }: Data<typeof council.checkedIn>): void {
    this.leave(seatId, since);
    this.presences.push({ seatId, mode, from: since, to: null });
    if (institutionId !== undefined && countryCode !== undefined) this.seats.set(seatId, { institutionId, countryCode });
  }

  leave(seatId: string, until: string): void {
    closeSpan(this.presences.findLast((one) => one.seatId === seatId), until);
  }

  open({ pollId: id, motionId, openedAt, entitledSeats }: Data<typeof council.pollOpened>): void {
    this.polls.set(id, { id, motionId, openedAt, entitledSeats, state: 'open', tally: null, declared: null, ballots: new Map() });
    this.setMotion(motionId, 'voting');
  }

  declare({ pollId, motionId, verdict, tally }: Data<typeof council.pollDeclared>, at: string): void {
    const poll = this.polls.get(pollId);
    if (poll !== undefined) Object.assign(poll, { state: 'declared', tally, declared: { at, verdict } });
    this.setMotion(motionId, verdict.outcome);
  }

  annul({ pollId, motionId }: Data<typeof council.pollAnnulled>): void {
    const poll = this.polls.get(pollId);
    if (poll !== undefined) poll.state = 'annulled';
    this.setMotion(motionId, 'tabled');
  }

  setMotion(id: string, state: council.MotionFacts['state']): void {
    const motion = this.motions.get(id);
    if (motion !== undefined) this.motions.set(id, { ...motion, state });
  }

  /** Seconds for which a seat was present while a sitting was in session. */
  secondsOf(seatId: string, sitting: Sitting): number {
    return this.presences.filter((one) => one.seatId === seatId).reduce((all, presence) => all + this.secondsIn(presence, sitting), 0);
  }

  /** Seconds of a span while a sitting was in session. */
  secondsIn(span: Span, sitting: Sitting): number {
    return sitting.spans.reduce((all, one) => all + overlap(span, one, this.until), 0);
  }

  /** Seconds in session. */
  lengthOf(sitting: Sitting): number {
    return sitting.spans.reduce((all, span) => all + overlap(span, span, this.until), 0);
  }
}

function closeSpan(span: Span | undefined, at: string): void {
  if (span?.to === null) span.to = at;
}

function overlap(one: Span, other: Span, until: string): number {
  const from = Math.max(Date.parse(one.from), Date.parse(other.from));
  const to = Math.min(Date.parse(one.to ?? until), Date.parse(other.to ?? until));
  return Math.max(0, to - from) / 1_000;
}
