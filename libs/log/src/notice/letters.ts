import { Injectable } from '@nestjs/common';
import type { HubLanguage } from '#contracts';

/** A letter to an address of somebody who is not in the hub: a few words and one link. Nobody's preferences are asked, for there are none. */
export interface Letter {
  /** The same on every try: whoever gets it twice under one id has got it once. */
  readonly id: string;
  readonly address: string;
  readonly language: HubLanguage;
  readonly title: string;
  readonly text: string;
  readonly action: { readonly label: string; readonly url: string };
}

/** Takes a letter to its address, for good or not at all. @throws Error when it was not taken; `permanent` on it says that it never will be */
export type Carrier = (letter: Letter, signal: AbortSignal) => Promise<void>;

/** Where a domain hands letters in; whichever domain sends mail carries them. */
@Injectable()
export class Letters {
  private carrier: Carrier | undefined;

  /** To be called while modules start, by one. */
  carriedBy(carrier: Carrier): void {
    if (this.carrier !== undefined) throw new Error('letters are carried by two');
    this.carrier = carrier;
  }

  async send(letter: Letter, signal: AbortSignal): Promise<void> {
    if (this.carrier === undefined) throw new Error('nobody carries letters');
    await this.carrier(letter, signal);
  }
}
