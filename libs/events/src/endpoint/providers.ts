import type { Provider } from '@nestjs/common';

export const endpointProviders: Provider[] = [];
