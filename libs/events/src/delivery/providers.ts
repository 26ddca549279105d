import type { Provider } from '@nestjs/common';

export const deliveryProviders: Provider[] = [];
