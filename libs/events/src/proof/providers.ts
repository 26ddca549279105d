import type { Provider } from '@nestjs/common';
import './permissions.js';
import { DailyReceipts } from './daily-receipts.js';
import { ListProofKeys } from './list-proof-keys.js';
import { ListReceipts } from './list-receipts.js';
import { ProofKeys } from './proof-keys.js';
import { ReadReceipt } from './read-receipt.js';
import { ReplaceProofKey } from './replace-proof-key.js';

export const proofProviders: Provider[] = [ProofKeys, DailyReceipts, ListReceipts, ReadReceipt, ListProofKeys, ReplaceProofKey];
