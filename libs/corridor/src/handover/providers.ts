import type { Provider } from '@nestjs/common';
import { AcceptHandover, ReadBackHandover, ReturnHandover, WithdrawHandover } from './answer-handover.js';
import { CloseTask, OpenTask } from './keep-tasks.js';
import './permissions.js';
import { ListHandovers, ReadCharge } from './read-handovers.js';
import { TakeCharge } from './take-charge.js';
import { AmendHandover, WriteHandover } from './write-handover.js';

export const handoverProviders: Provider[] = [
  TakeCharge, OpenTask, CloseTask, WriteHandover, AmendHandover, ReadBackHandover, ReturnHandover, AcceptHandover, WithdrawHandover, ReadCharge, ListHandovers,
];
