import type { DomainError } from '#kernel';

/** A fault as PostgreSQL reports it, whether it comes from pg or wrapped by TypeORM. */
interface Reported {
  readonly code?: string;
  readonly constraint?: string;
  readonly driverError?: Reported;
}

/** The five-character SQLSTATE of a database fault, or the code of a network fault; undefined for anything else. */
export function sqlState(fault: unknown): string | undefined {
  const reported = fault as Reported | null;
  return reported?.driverError?.code ?? reported?.code;
}

/** The named constraint that a statement broke, if it broke one. */
export function brokenConstraint(fault: unknown): string | undefined {
  const reported = fault as Reported | null;
  return reported?.driverError?.constraint ?? reported?.constraint;
}

/**
 * Turns the breach of one named constraint into a refusal: `insert(...).catch(refuseOn('one_open_request', new DomainError(...)))`.
 * Anything else is thrown on as it is.
 */
export function refuseOn(constraint: string, refusal: DomainError): (fault: unknown) => never {
  return (fault) => {
    throw brokenConstraint(fault) === constraint ? refusal : fault;
  };
}
