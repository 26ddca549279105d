import type { Provider } from '@nestjs/common';
import './permissions.js';
import { ListTemplates, PreviewTemplate } from './read-templates.js';

export const templateProviders: Provider[] = [ListTemplates, PreviewTemplate];
