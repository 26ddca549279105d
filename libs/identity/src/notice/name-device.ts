/** What a browser or program says of itself that does not change with its versions; the first that fits counts. */
const programs: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(e|A|iOS)?\//, 'Edge'], [/\bOPR\//, 'Opera'], [/\bSamsungBrowser\//, 'Samsung Internet'], [/\bMicroMessenger\//, 'WeChat'], [/\bYaBrowser\//, 'Yandex Browser'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'], [/\b(Chrome|CriOS|Chromium)\//, 'Chrome'], [/\bSafari\//, 'Safari'],
];
const systems: readonly (readonly [RegExp, string])[] = [
  [/HarmonyOS/, 'HarmonyOS'], [/Android/, 'Android'], [/iPhone/, 'iPhone'], [/iPad/, 'iPad'], [/Windows/, 'Windows'], [/Mac OS X|Macintosh/, 'macOS'], [/CrOS/, 'ChromeOS'], [/Linux/, 'Linux'],
];
/** Longest name of a program that is not known, in characters. */
const LONGEST = 40;

/**
 * The kind of device that a sign-in comes from, as its owner knows it again: `Firefox, Windows`. Versions are no part of it: an
 * update is no new device. Of a program that is not known its own name, as `curl`; of one that says nothing, `?`.
 */
export function nameDevice(userAgent: string): string {
  const find = (names: typeof programs): string | undefined => names.find(([pattern]) => pattern.test(userAgent))?.[1];
  const known = [find(programs), find(systems)].filter((name) => name !== undefined);
  if (known.length > 0) return known.join(', ');
  return /^[\w.-]+/.exec(userAgent)?.[0].slice(0, LONGEST) ?? '?';
}
