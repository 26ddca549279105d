import type { Provider } from '@nestjs/common';

export const sandboxProviders: Provider[] = [];
