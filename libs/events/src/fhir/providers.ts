import type { Provider, Type } from '@nestjs/common';
import { FhirHandshake } from './fhir-handshake.js';
import { FhirController } from './fhir.controller.js';
import { Heartbeats } from './heartbeats.js';
import { ReadTold } from './read-told.js';

export const fhirProviders: Provider[] = [FhirHandshake, Heartbeats, ReadTold];
export const fhirControllers: Type[] = [FhirController];
