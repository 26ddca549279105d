import { html } from './html.js';
import { page, type Frame } from './layout.js';
import { claimScript } from './script.js';

/** `/invitation#<token>`: somebody who was invited, or forgot the password, chooses one. */
export function invitationPage(frame: Frame): string {
  const { words, code } = frame.language;
  const body = html`
<h1>${words.inviteTitle}</h1>
<section class="card narrow">
<p>${words.inviteText}</p>
<noscript><p class="told" data-kind="bad">${words.setupNoScript}</p></noscript>
<form id="setup" hidden data-path="/invitations/accept" data-show="/invitations/show" data-nolink="${words.inviteNoLink}" data-done="${words.inviteDone}" data-working="${words.working}" data-differ="${words.errorRepeat}" data-closed="${words.inviteClosed}" data-weak="${words.errorWeak}" data-field="${words.errorField}" data-rate="${words.errorRate}" data-silent="${words.errorSilent}" data-other="${words.errorOther}">
<label>${words.name}<input name="name" autocomplete="name" dir="auto" required maxlength="120"></label>
<label>${words.email}<input name="email" type="email" autocomplete="username" dir="ltr" readonly></label>
<label>${words.password}<input name="password" type="password" autocomplete="new-password" dir="ltr" required maxlength="256"><small>${words.passwordHint}</small></label>
<label>${words.repeat}<input name="repeat" type="password" autocomplete="new-password" dir="ltr" required maxlength="256"></label>
<button type="submit">${words.inviteSubmit}</button>
</form>
<p id="told" class="told" role="alert"></p>
<p id="home" hidden><a href="/?lang=${code}">${words.home}</a></p>
</section>`;
  return page(frame, words.inviteTitle, body, claimScript);
}
