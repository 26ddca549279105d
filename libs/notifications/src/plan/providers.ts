import type { Provider } from '@nestjs/common';
import { PlanNotices } from './plan-notices.js';
import { TellNotice } from './tell-notice.js';
import { TellWaiting } from './tell-waiting.js';

export const planProviders: Provider[] = [TellNotice, PlanNotices, TellWaiting];
