import type { Provider } from '@nestjs/common';
import { ChaseReports } from './chase-reports.js';
import { ListLate } from './list-late.js';
import { NameSlots } from './name-slots.js';
import './permissions.js';
import { ReadForm } from './read-form.js';
import { CompareReports, ListReports, ListVersions, ReadReport } from './read-reports.js';
import { ReadRestricted } from './read-restricted.js';
import { ReadSums } from './read-sums.js';
import { ReportDuties } from './report.duties.js';
import { SubmitReport } from './submit-report.js';

export const reportProviders: Provider[] = [
  NameSlots, SubmitReport, ReadForm, ReadReport, ListReports, ListVersions, CompareReports, ListLate, ReadSums, ReadRestricted, ChaseReports, ReportDuties,
];
