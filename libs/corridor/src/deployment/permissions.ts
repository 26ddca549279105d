import { corridor } from '#contracts';
import { permissionsOf, permit } from '#realtime';
import { deploymentMachine } from './deployment-states.js';

/** Those who answer for a deployment, and who oversees the corridor. */
const parties = ['operator', 'crew', 'host', 'lead', 'administrator'];

/** Who may do what with a deployment. The steps have their roles from the machine. */
permit({
  ...permissionsOf(deploymentMachine),
  [corridor.planDeployment.name]: ['operator'],
  [corridor.registerDeployment.name]: ['operator', 'crew', 'host'],
  [corridor.fileExitReport.name]: ['operator', 'crew'],
  [corridor.listDeployments.name]: ['member', 'administrator'],
  [corridor.readDeployment.name]: ['member', 'administrator'],
  [corridor.listSteps.name]: parties,
  [corridor.readPapers.name]: parties,
});
