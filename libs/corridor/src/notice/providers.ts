import type { Provider } from '@nestjs/common';
import { TellAlerts } from './tell-alerts.js';
import { TellDeployments } from './tell-deployments.js';
import { TellSupplies } from './tell-supplies.js';

export const noticeProviders: Provider[] = [TellAlerts, TellDeployments, TellSupplies];
