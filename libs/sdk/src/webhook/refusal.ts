/**
 * Why a request is not taken.
 * - `no_webhook`: the headers of a webhook are missing or not in their form.
 * - `too_old`, `too_new`: signed outside the tolerance; perhaps sent again by somebody else, or a clock is wrong.
 * - `bad_signature`: not signed with any of the secrets or keys, or changed on its way.
 * - `unreadable`: signed, but no event of a hub.
 * - `altered`: the event does not have the digest that it states.
 * - `duplicate`: you have it already; answer as if you had just taken it.
 * - `out_of_order`: earlier deliveries are missing; answered so, the hub sends from there.
 * - `broken_chain`: the next delivery, but it does not follow the one that you took last. One of the two was tampered with.
 */
export type WebhookReason = 'no_webhook' | 'too_old' | 'too_new' | 'bad_signature' | 'unreadable' | 'altered' | 'duplicate' | 'out_of_order' | 'broken_chain';

/** A request that is not to be acted on. Answer it with `status` and `headers`. */
export class WebhookRefusal extends Error {
  override readonly name = 'WebhookRefusal';
  /** What to answer: 200 for what you have already, 409 for what comes too soon, 400 and 401 for what is not the hub's. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(readonly reason: WebhookReason, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.headers = headers;
    this.status = reason === 'duplicate' ? 200 : reason === 'out_of_order' ? 409 : ['too_old', 'too_new', 'bad_signature'].includes(reason) ? 401 : 400;
  }
}
