import type { ReportDocument, Value, ValueKind } from '../document/document.js';
import { formWords } from './words.js';

/** What a report says of itself: over which events it was made, of which span, when. */
export function aboutOf(document: ReportDocument): { readonly title: string; readonly value: Value; readonly kind: ValueKind }[] {
  const words = formWords[document.language];
  const { window, range, madeAt } = document;
  return [
    { title: words.subject, value: document.kind, kind: 'id' },
    ...(window === null ? [{ title: words.period, value: words.wholeSubject, kind: 'text' as const }] : [
      { title: words.period, value: window.from, kind: 'instant' as const },
      { title: '', value: window.to, kind: 'instant' as const },
    ]),
    { title: words.zone, value: document.zone, kind: 'id' },
    { title: words.after, value: range.after, kind: 'id' },
    { title: words.upTo, value: range.upTo, kind: 'id' },
    { title: words.events, value: range.events, kind: 'number' },
    { title: words.digest, value: range.digest, kind: 'id' },
    ...(madeAt === undefined ? [] : [{ title: words.made, value: madeAt, kind: 'instant' as const }]),
  ];
}
