import type { Provider } from '@nestjs/common';

export const proofProviders: Provider[] = [];
