import type { Provider } from '@nestjs/common';
import { ListItems } from '../item/list-items.js';
import { RegisterItem } from '../item/register-item.js';
import { AdjustStock, IssueStock, ReceiveStock, SetStockLevel } from './enter-stock.js';
import './permissions.js';
import { ListStockEntries, ReadStock, SumStock } from './read-stock.js';
import { TransferStock } from './transfer-stock.js';
import { WatchExpiry } from './watch-expiry.js';

export const stockProviders: Provider[] = [
  RegisterItem, ListItems, ReceiveStock, IssueStock, AdjustStock, SetStockLevel, TransferStock, ReadStock, ListStockEntries, SumStock, WatchExpiry,
];
