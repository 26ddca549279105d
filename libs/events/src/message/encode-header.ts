/** All but what a header may carry as it is: printable ASCII without space, `"` and `%`. */
const ODD = /[^!#$&-~]/;
const ODD_RUN = /[^!#$&-~]+/g;

/**
 * An attribute's text as a header value (CloudEvents HTTP binding 3.1.3.2): everything that is not printable ASCII, and
 * space, `"` and `%`, as percent-encoded UTF-8. Half of a surrogate pair becomes U+FFFD.
 */
export function encodeHeader(text: string): string {
  if (!ODD.test(text)) return text;
  return text.replace(ODD_RUN, (run) => Buffer.from(run, 'utf8').toString('hex').toUpperCase().replace(/../g, '%$&'));
}
