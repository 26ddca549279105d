import type { filter as filters, stream as contract } from '#contracts';
import type { Hub } from '#sdk';

/** What a tail hands on. */
export interface TailOutput {
  event(envelope: contract.Envelope): void;
  /** For the person who watches: the line was cut, came back, was reset. */
  note(text: string): void;
}

export interface TailInput {
  readonly hub: Hub;
  /** Null follows the feed over all streams that the key may read. */
  readonly stream: string | null;
  /** `earliest`, a position, or null for from now on. */
  readonly from: string | null;
  readonly filter?: filters.Filter;
  readonly signal: AbortSignal;
}

/** Hands on every event from a place on, live and for ever, over cuts and restarts, until `signal` ends it. @throws HubError */
export async function followStream({ hub, stream, from, filter, signal }: TailInput, output: TailOutput): Promise<void> {
  let isCut = false;
  const reading = hub.read(stream ?? 'feed', {
    from, filter, signal,
    onCut: () => {
      if (!isCut) output.note('the line was cut; it comes back by itself');
      isCut = true;
    },
    onOpen: ({ position }) => {
      if (isCut) output.note(`resumed after ${position}`);
      isCut = false;
    },
    onReset: ({ lost, position }) => output.note(`reset: the hub has another history than the one of ${lost}, what follows begins after ${position}`),
    onGap: ({ position, from: next }) => output.note(`a gap: expected what follows ${position} and got what follows ${next}; asked again`),
    onDrop: (audiences) => {
      if (audiences !== null) output.note(`no longer to be read: what is for ${audiences.join(', ')}`);
    },
  });
  for await (const event of reading) output.event(event);
}
