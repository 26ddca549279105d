import type { Provider } from '@nestjs/common';
import './permissions.js';
import { AddSuppression, LiftSuppression, ListSuppressions } from './handle-suppressions.js';
import { NoteReport } from './note-report.js';
import { ReportDoor } from './report-door.js';

export const suppressionProviders: Provider[] = [ListSuppressions, AddSuppression, LiftSuppression, NoteReport, ReportDoor];
