import { TellOfAccounts } from './tell-of-accounts.js';
import { TellOfKeys } from './tell-of-keys.js';

export const noticeProviders = [TellOfAccounts, TellOfKeys];
