/**
 * A refusal: the hub understood and says no. `code` stands in the error table of the contracts,
 * `message` is one plain sentence for a person, `details` names the field or the rule.
 * Everything that is not a DomainError is a fault: logged once, told to nobody.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';

  constructor(
    readonly code: string,
    message: string,
    readonly details?: Readonly<Record<string, unknown>>,
  ) {
    super(message);
  }
}
