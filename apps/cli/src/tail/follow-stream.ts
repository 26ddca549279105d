import type { stream as contract } from '#contracts';
import { DomainError } from '#kernel';
import { Door } from '../rehearsal/door.js';
import { Member } from '../rehearsal/member.js';
import { backOff, wait } from '../rehearsal/retry.js';

/** What a tail hands on. */
export interface TailOutput {
  event(envelope: contract.Envelope): void;
  /** For the person who watches: the line was cut, came back, was reset. */
  note(text: string): void;
}

export interface TailInput {
  readonly door: Door;
  /** Null follows the feed over all streams that the key may read. */
  readonly stream: string | null;
  /** `earliest`, a position, or null for from now on. */
  readonly from: string | null;
  readonly signal: AbortSignal;
}

/** Hands on every event from a place on, live and for ever, over cuts and restarts, until `signal` ends it. */
export async function followStream(input: TailInput, output: TailOutput): Promise<void> {
  if (input.stream === null) return followFeed(input, output);
  // What is past is pulled, however much it is; a socket is resumed only over what the hub keeps at hand.
  const from = input.from === null ? null : await pullUpTo(input, input.stream, input.from, output);
  if (!input.signal.aborted) await followLive(input, input.stream, from, output);
}

/** Pulls page by page up to the end. @returns where that is */
async function pullUpTo({ door, signal }: TailInput, stream: string, from: string, output: TailOutput): Promise<string> {
  for (let after = from; ;) {
    const page = await door.pull(stream, { after, signal });
    page.data.forEach((envelope) => output.event(envelope));
    if (page.done) return page.iterator;
    after = page.iterator;
  }
}

function followLive({ door, signal }: TailInput, stream: string, from: string | null, output: TailOutput): Promise<void> {
  return new Promise((resolve, reject) => {
    let isCut = false;
    const member = new Member(door.url, door.token ?? '', {
      down: () => {
        isCut = true;
        if (!signal.aborted) output.note('the line was cut; it comes back by itself');
      },
      ended: (reason) => (signal.aborted ? resolve() : reject(reason)),
    });
    signal.addEventListener('abort', () => member.close());
    const begin = async (): Promise<void> => {
      await member.connect();
      await member.read(stream, {
        event: (envelope) => output.event(envelope),
        began: ({ asked, position, recovered }) => {
          if (asked !== null && !recovered) output.note(`reset: from ${asked} the hub could not go on, what follows begins after ${position}; --from ${asked} reads what lies between`);
          else if (isCut) output.note(`resumed after ${position}`);
          isCut = false;
        },
        gap: (own, frame) => output.note(`a gap: expected what follows ${own} and got what follows ${frame.from}; asked again`),
        dropped: (audiences) => {
          if (audiences === null) reject(new DomainError('stream_unknown', `You may no longer read ${stream}.`));
          else output.note(`no longer to be read: what is for ${audiences.join(', ')}`);
        },
      }, from);
    };
    begin().catch((fault: unknown) => {
      reject(fault);
      member.close();
    });
  });
}

/** The feed comes as an event stream; it goes on by `Last-Event-ID`. */
async function followFeed({ door, from, signal }: TailInput, output: TailOutput): Promise<void> {
  let position = from;
  for (let attempt = 1; !signal.aborted; attempt += 1) {
    try {
      for await (const message of door.live(null, position, signal)) {
        if (attempt > 1) output.note(`resumed after ${message.id}`);
        attempt = 1;
        position = message.id;
        if (message.data !== '') output.event(JSON.parse(message.data) as contract.Envelope);
      }
      if (!signal.aborted) output.note('the line was cut; it comes back by itself');
    } catch (fault) {
      if (signal.aborted) return;
      position = afterFault(fault, position, output);
    }
    await wait(backOff(Math.min(attempt, 6)));
  }
}

/** Where to go on after a fault. @throws what cannot be mended by asking again */
function afterFault(fault: unknown, position: string | null, output: TailOutput): string | null {
  if (!(fault instanceof DomainError)) {
    output.note(`the line was cut (${(fault as Error).message}); it comes back by itself`);
    return position;
  }
  if (fault.code === 'position_gone') {
    output.note(`reset: ${fault.message}`);
    return 'earliest';
  }
  if (fault.code !== 'unavailable' && fault.code !== 'rate_limited') throw fault;
  output.note(fault.message);
  return position;
}
