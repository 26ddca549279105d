import type { Provider } from '@nestjs/common';

export const explainProviders: Provider[] = [];
