import type { Provider } from '@nestjs/common';

export const bridgeProviders: Provider[] = [];
