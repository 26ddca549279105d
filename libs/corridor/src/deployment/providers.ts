import type { Provider } from '@nestjs/common';
import { ArriveDeployment, RegisterDeployment } from './arrive.js';
import { AcceptDeployment, DeclineDeployment, RequestDeployment } from './ask-host.js';
import { FileExitReport } from './file-exit-report.js';
import { CancelDeployment, CloseDeployment, DemobiliseDeployment, EvacuateDeployment, TransitionDeployment } from './leave-site.js';
import './permissions.js';
import { PlanDeployment } from './plan-deployment.js';
import { ListDeployments, ReadDeployment } from './read-deployments.js';
import { ReadPapers } from './read-papers.js';
import { ListSteps } from './read-steps.js';
import { DepartDeployment, DivertDeployment, MobiliseDeployment, ResumeDeployment } from './travel.js';
import { ConstrainDeployment, OpenDeployment, RelieveDeployment, SetUpDeployment } from './work-on-site.js';

export const deploymentProviders: Provider[] = [
  PlanDeployment, RequestDeployment, AcceptDeployment, DeclineDeployment, MobiliseDeployment, DepartDeployment, DivertDeployment, ResumeDeployment, ArriveDeployment, RegisterDeployment,
  SetUpDeployment, OpenDeployment, ConstrainDeployment, RelieveDeployment, TransitionDeployment, DemobiliseDeployment, CloseDeployment, CancelDeployment, EvacuateDeployment,
  FileExitReport, ListDeployments, ReadDeployment, ListSteps, ReadPapers,
];
