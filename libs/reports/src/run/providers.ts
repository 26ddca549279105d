import type { Provider, Type } from '@nestjs/common';
import { ExpireFiles } from '../file/expire-files.js';
import { FilesController } from '../file/files.controller.js';
import { FindReaders } from '../gathering/find-readers.js';
import { GatherReport } from '../gathering/gather-report.js';
import { TellReports } from '../notice/tell-reports.js';
import { PreviewRange } from '../preview/preview-range.js';
import { PreviewsController } from '../preview/previews.controller.js';
import { FindRecipients } from '../recipient/find-recipients.js';
import { LinksController } from '../recipient/links.controller.js';
import { ListLinks, RevokeLink } from '../recipient/read-links.js';
import { SendLinks } from '../recipient/send-links.js';
import { GovernRun } from './govern-run.js';
import { MakeDocument } from './make-document.js';
import { MakeRun, RunParts } from './make-run.js';
import './permissions.js';
import { PlanRuns } from './plan-runs.js';
import { ListRuns, ReadRun } from './read-runs.js';
import { RunLeases } from './run-leases.js';
import { RepeatRun, StartRun } from './start-run.js';

export const runProviders: Provider[] = [
  StartRun, RepeatRun, ListRuns, ReadRun, GovernRun, PlanRuns, RunLeases, RunParts, MakeRun, MakeDocument,
  FindReaders, GatherReport, FindRecipients, PreviewRange, ExpireFiles, SendLinks, ListLinks, RevokeLink, TellReports,
];
export const runControllers: Type[] = [FilesController, LinksController, PreviewsController];
