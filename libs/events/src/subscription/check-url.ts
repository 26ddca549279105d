import { DomainError } from '#kernel';
import type { AddressRules } from '#outbound';

/** Refuses a URL that the hub would not call, so that its owner learns of it at once. @throws DomainError invalid_input */
export function insistOnUrl(rules: AddressRules, url: string): void {
  const rule = rules.objection(url);
  if (rule !== null) throw new DomainError('invalid_input', `/url: ${rule}`, { issues: [{ pointer: '/url', rule }] });
}
