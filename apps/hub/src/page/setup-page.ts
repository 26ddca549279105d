import type { Claimed } from './front-page.js';
import { html } from './html.js';
import { page, type Frame } from './layout.js';
import { claimScript } from './script.js';

/** `/setup#<token>`: the first administrator takes the hub over. */
export function setupPage(frame: Frame, claimed: Claimed): string {
  const { words, code } = frame.language;
  // Who comes too late need not fill anything in.
  if (claimed === true) return page(frame, words.setupTitle, html`<h1>${words.setupTitle}</h1><section class="card narrow"><p>${words.claimDone}</p><p><a href="/?lang=${code}">${words.home}</a></p></section>`);
  const body = html`
<h1>${words.setupTitle}</h1>
<section class="card narrow">
<p>${words.setupText}</p>
<noscript><p class="told" data-kind="bad">${words.setupNoScript}</p></noscript>
<form id="setup" hidden data-path="/setup" data-nolink="${words.setupNoLink}" data-done="${words.setupDone}" data-working="${words.working}" data-differ="${words.errorRepeat}" data-closed="${words.errorClosed}" data-weak="${words.errorWeak}" data-field="${words.errorField}" data-rate="${words.errorRate}" data-silent="${words.errorSilent}" data-other="${words.errorOther}">
<label>${words.name}<input name="name" autocomplete="name" dir="auto" required maxlength="200"></label>
<label>${words.email}<input name="email" type="email" autocomplete="username" dir="ltr" required maxlength="254"></label>
<label>${words.password}<input name="password" type="password" autocomplete="new-password" dir="ltr" required maxlength="256"><small>${words.passwordHint}</small></label>
<label>${words.repeat}<input name="repeat" type="password" autocomplete="new-password" dir="ltr" required maxlength="256"></label>
<button type="submit">${words.submit}</button>
</form>
<p id="told" class="told" role="alert"></p>
<p id="home" hidden><a href="/?lang=${code}">${words.home}</a></p>
</section>`;
  return page(frame, words.setupTitle, body, claimScript);
}
