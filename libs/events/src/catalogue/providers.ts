import type { Provider } from '@nestjs/common';

export const catalogueProviders: Provider[] = [];
