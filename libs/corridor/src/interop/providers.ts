import type { Provider, Type } from '@nestjs/common';
import { FhirR4Controller } from './fhir/fhir-r4.controller.js';
import { FindHome } from './fhir/find-home.js';
import { ReadResource } from './fhir/read-resource.js';
import { FilesController } from './files.controller.js';

export const interopProviders: Provider[] = [FindHome, ReadResource];
export const interopControllers: Type[] = [FilesController, FhirR4Controller];
