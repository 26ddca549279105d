import type { Provider } from '@nestjs/common';
import { Sealer } from '#db';
import { CarryOut } from './carry-out.js';
import { ListPackKeys, ReplacePackKey } from './keep-pack-keys.js';
import { ListOperations } from './list-operations.js';
import { PackKeys } from './pack-keys.js';
import './permissions.js';
import { ReadPack } from './read-pack.js';
import { SettleOperation } from './settle-operation.js';
import { SubmitOperations } from './submit-operations.js';

export const fieldProviders: Provider[] = [Sealer, CarryOut, PackKeys, SubmitOperations, SettleOperation, ListOperations, ReadPack, ListPackKeys, ReplacePackKey];
