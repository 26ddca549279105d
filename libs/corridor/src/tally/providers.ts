import type { Provider } from '@nestjs/common';
import { AddToTally } from './add-to-tally.js';
import './permissions.js';
import { ReadTally } from './read-tally.js';
import { CorrectTally, WithdrawFromTally } from './revise-tally.js';

export const tallyProviders: Provider[] = [AddToTally, CorrectTally, WithdrawFromTally, ReadTally];
