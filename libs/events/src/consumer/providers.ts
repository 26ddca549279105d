import type { Provider } from '@nestjs/common';

export const consumerProviders: Provider[] = [];
