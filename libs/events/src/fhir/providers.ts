import type { Provider, Type } from '@nestjs/common';
import { FhirAnswers } from './answer.js';
import { FhirHandshake } from './fhir-handshake.js';
import { FhirController } from './fhir.controller.js';
import { Heartbeats } from './heartbeats.js';
import { ReadTold } from './read-told.js';
import { WriteSubscription } from './write-subscription.js';

export const fhirProviders: Provider[] = [FhirAnswers, FhirHandshake, Heartbeats, ReadTold, WriteSubscription];
export const fhirControllers: Type[] = [FhirController];
