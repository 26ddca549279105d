import type { Provider } from '@nestjs/common';
import { ReadHorizon } from '../horizon/read-horizon.js';
import { WatchHorizon } from '../horizon/watch-horizon.js';
import { ListItems } from '../item/list-items.js';
import { RegisterItem } from '../item/register-item.js';
import { AdjustStock, IssueStock, ReceiveStock, SetStockLevel } from './enter-stock.js';
import './permissions.js';
import { ListStockEntries, ReadStock, SumStock } from './read-stock.js';
import { TransferStock } from './transfer-stock.js';
import { WatchExpiry } from './watch-expiry.js';

export const stockProviders: Provider[] = [
  RegisterItem, ListItems, ReceiveStock, IssueStock, AdjustStock, SetStockLevel, TransferStock, ReadStock, ListStockEntries, SumStock, WatchExpiry, ReadHorizon, WatchHorizon,
];
