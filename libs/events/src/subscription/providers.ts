import type { Provider } from '@nestjs/common';

export const subscriptionProviders: Provider[] = [];
