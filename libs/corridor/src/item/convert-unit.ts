import type { UcumLhcUtils } from '@lhncbc/ucum-lhc';
import { DomainError } from '#kernel';

let loading: Promise<UcumLhcUtils> | undefined;
/** The table of units takes a twentieth of a second to load: with the first quantity, not with the hub. A CommonJS package has one export in the bundled program, its default. */
function units(): Promise<UcumLhcUtils> {
  loading ??= import('@lhncbc/ucum-lhc').then(({ default: { UcumLhcUtils } }) => UcumLhcUtils.getInstance());
  return loading;
}

/** @throws DomainError unit_unknown unless the text is a code of UCUM, letter by letter */
export async function insistOnUnit(code: string): Promise<void> {
  const { status, ucumCode } = (await units()).validateUnitString(code);
  if (status !== 'valid' || ucumCode !== code) throw new DomainError('unit_unknown', 'This is no UCUM code.', { unit: code });
}

/**
 * A quantity in another unit, to six places. UCUM holds all annotations for the number one, so that ten {tablet} would be ten
 * {box}: they are converted only into themselves.
 * @throws DomainError unit_unknown, unit_not_convertible
 */
export async function convertUnit(value: number, from: string, to: string): Promise<number> {
  if (from === to) return toMillionths(value);
  await insistOnUnit(from);
  const { status, toVal } = (await units()).convertUnitTo(from, value, to);
  if (status !== 'succeeded' || toVal === null || annotationsOf(from) !== annotationsOf(to)) {
    throw new DomainError('unit_not_convertible', `A quantity in ${from} cannot be converted to ${to}.`, { unit: from, wanted: to });
  }
  return toMillionths(toVal);
}

const annotationsOf = (code: string): string => (code.match(/\{[^}]*\}/g) ?? []).join('');

/** What the database keeps of a quantity. */
export function toMillionths(value: number): number {
  return Number(value.toFixed(6));
}
