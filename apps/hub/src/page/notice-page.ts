import { html } from './html.js';
import { page, type Frame } from './layout.js';

/** `/inbox/<id of a notice>`: where the links of mails and of devices lead. What it says is asked for by its reader, once signed in. */
export function noticePage(frame: Frame): string {
  const { words } = frame.language;
  const body = html`
<section class="card narrow notice">
<p id="kind" class="soft" data-critical="${words.noticeCritical}">${words.noticeTitle}</p>
<noscript><p class="told" data-kind="bad">${words.noticeNoScript}</p></noscript>
<form id="sign" hidden data-wrong="${words.errorSignIn}" data-working="${words.working}" data-rate="${words.errorRate}" data-silent="${words.errorSilent}" data-other="${words.errorOther}">
<p>${words.noticeSignIn}</p>
<label>${words.email}<input name="email" type="email" autocomplete="username" dir="ltr" required maxlength="254"></label>
<label>${words.password}<input name="password" type="password" autocomplete="current-password" dir="ltr" required maxlength="256"></label>
<button type="submit">${words.signIn}</button>
</form>
<article id="notice" hidden data-none="${words.noticeNone}" data-arrived="${words.noticeArrived}" data-acknowledged="${words.noticeAcknowledged}" data-done="${words.noticeDone}">
<h1 id="title" tabindex="-1"></h1>
<p id="withdrawn" class="told" data-kind="bad" hidden>${words.noticeWithdrawn}</p>
<p id="text"></p>
<p id="arrived" class="soft"></p>
<p class="buttons"><button id="answer" type="button" hidden></button><button id="acknowledge" type="button" hidden>${words.noticeAcknowledge}</button></p>
</article>
<p id="told" class="told" role="alert" tabindex="-1"></p>
<p id="other" hidden><a href="">${words.signOut}</a></p>
</section>`;
  return page(frame, words.noticeTitle, body, noticeScript);
}

/** Asks for the notice; who is not signed in does so here. A notice that is shown counts as read. */
export const noticeScript = `
(() => {
  const by = (id) => document.getElementById(id), form = by('sign'), notice = by('notice'), told = by('told'), words = { ...form.dataset, ...notice.dataset };
  const lang = document.documentElement.lang + '-u-nu-latn', time = new Intl.DateTimeFormat(lang, { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' });
  const tell = (kind, text) => { told.dataset.kind = kind; told.textContent = text; };
  const ask = async (method, path, body) => {
    const answer = await fetch('/api/v1' + path, { method, cache: 'no-store', signal: AbortSignal.timeout(15000), ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }) });
    return { status: answer.status, body: answer.status === 204 ? {} : await answer.json() };
  };
  const send = (command, input) => ask('POST', '/commands/' + command, input);
  const explain = ({ status, body }) => tell('bad', status === 429 ? words.rate : status >= 500 ? words.silent : words.other.replace('{detail}', body.detail || status));
  const show = (entry) => {
    document.title = entry.title;
    for (const id of ['title', 'text']) Object.assign(by(id), { textContent: entry[id], lang: entry.language, dir: entry.direction });
    if (entry.critical) Object.assign(by('kind'), { textContent: by('kind').dataset.critical, className: 'told' }).dataset.kind = 'bad';
    by('withdrawn').hidden = !entry.withdrawn;
    by('arrived').textContent = [words.arrived.replace('{time}', time.format(new Date(entry.arrivedAt))), entry.acknowledgedAt && words.acknowledged.replace('{time}', time.format(new Date(entry.acknowledgedAt)))].filter(Boolean).join(' · ');
    Object.assign(by('answer'), { hidden: entry.answer === null || entry.withdrawn, textContent: entry.action || '', onclick: () => press(() => send(entry.answer.command, entry.answer.input)) });
    Object.assign(by('acknowledge'), { hidden: !entry.critical || entry.acknowledgedAt !== null, onclick: () => press(() => send('notifications.entry.acknowledge', { entryId: entry.entryId })) });
    notice.hidden = false;
    if (entry.readAt === null) void send('notifications.entry.read', { entryIds: [entry.entryId] }).catch(() => undefined);
  };
  const look = async () => {
    const { status, body } = await ask('GET', '/inbox/' + encodeURIComponent(location.pathname.split('/')[2]));
    form.hidden = status !== 401;
    by('other').hidden = status === 401;
    notice.hidden = true;
    if (status === 200) show(body);
    else if (status === 400 || status === 403 || status === 404) tell('bad', words.none);
    else if (status !== 401) explain({ status, body });
  };
  /** One thing at a time; what went wrong is said. */
  const press = async (act) => {
    const buttons = document.querySelectorAll('button');
    buttons.forEach((button) => { button.disabled = true; });
    tell('', '');
    try {
      const answer = await act();
      if (answer.status < 300) { await look(); tell('good', words.done); } else explain(answer);
    } catch { tell('bad', words.silent); }
    buttons.forEach((button) => { button.disabled = false; });
  };
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const button = form.querySelector('button'), { email, password } = Object.fromEntries(new FormData(form));
    button.disabled = true;
    tell('', words.working);
    try {
      const answer = await ask('POST', '/sessions', { email, password, as: 'cookie' });
      if (answer.status < 300) { form.reset(); tell('', ''); await look(); by(notice.hidden ? 'told' : 'title').focus(); }
      else if (answer.body.code === 'sign_in_refused' || answer.status === 400) tell('bad', words.wrong);
      else explain(answer);
    } catch { tell('bad', words.silent); }
    button.disabled = false;
  });
  by('other').addEventListener('click', async (event) => {
    event.preventDefault();
    tell('', '');
    await ask('DELETE', '/sessions/current').then(look).catch(() => tell('bad', words.silent));
  });
  look().catch(() => tell('bad', words.silent));
})();
`.trim();
