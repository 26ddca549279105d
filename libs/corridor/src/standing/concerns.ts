import type { ObjectRef } from '#realtime';

/** The deployment that a command is about. */
export function itsDeployment({ deploymentId }: { readonly deploymentId: string }): ObjectRef {
  return { kind: 'deployment', id: deploymentId };
}

/** The corridor that a command is about. */
export function itsCorridor({ corridorId }: { readonly corridorId: string }): ObjectRef {
  return { kind: 'corridor', id: corridorId };
}
