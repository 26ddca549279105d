import type { Provider } from '@nestjs/common';

export const fhirProviders: Provider[] = [];
