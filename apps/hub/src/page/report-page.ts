import { html } from './html.js';
import { page, type Frame } from './layout.js';

/** `/report#<token>`: what somebody outside of the hub was sent a link to. */
export function reportPage(frame: Frame): string {
  const { words } = frame.language;
  const body = html`
<section class="card narrow share">
<p class="soft">${words.reportTitle}</p>
<noscript><p class="told" data-kind="bad">${words.setupNoScript}</p></noscript>
<div id="report" hidden data-nolink="${words.shareNoLink}" data-wrong="${words.shareWrong}" data-over="${words.reportOver}" data-silent="${words.errorSilent}" data-rate="${words.errorRate}" data-made="${words.reportMade}" data-until="${words.reportUntil}" data-save="${words.reportSave}" data-saved="${words.reportSaved}" data-working="${words.working}">
<h1><bdi id="subject"></bdi></h1>
<p id="made" class="soft"></p>
<div id="files" class="buttons"></div>
<p id="until"></p>
</div>
<p id="told" class="told" role="alert"></p>
</section>`;
  return page(frame, words.reportTitle, body, reportScript);
}

/** Its token is read from the part of the address that browsers never send, and travels in the body. */
export const reportScript = `
(() => {
  const report = document.getElementById('report'), words = report.dataset, lang = document.documentElement.lang + '-u-nu-latn';
  const put = (id, text) => { document.getElementById(id).textContent = text; };
  const told = document.getElementById('told');
  const tell = (kind, text) => { told.dataset.kind = kind; told.textContent = text; };
  const end = (text) => { report.hidden = true; tell('bad', text); };
  const day = new Intl.DateTimeFormat(lang, { dateStyle: 'long', timeStyle: 'short', hourCycle: 'h23' });
  const size = (bytes) => new Intl.NumberFormat(lang, { style: 'unit', unit: bytes < 1e6 ? 'kilobyte' : 'megabyte', maximumFractionDigits: 1 }).format(bytes / (bytes < 1e6 ? 1e3 : 1e6));
  const token = () => location.hash.slice(1);
  const ask = (path, body) => fetch('/api/v1/report-links/' + path, { method: 'POST', cache: 'no-store', signal: AbortSignal.timeout(60000), headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token: token(), ...body }) });
  const refuse = (status) => status === 410 ? end(words.over) : status === 404 || status === 400 ? end(words.wrong) : tell('bad', status === 429 ? words.rate : words.silent);
  const save = async (button, { format, name }) => {
    button.disabled = true;
    tell('', words.working);
    try {
      const answer = await ask('fetch', { format });
      if (!answer.ok) refuse(answer.status);
      else {
        const link = document.createElement('a');
        link.href = URL.createObjectURL(await answer.blob());
        link.download = name;
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 60000);
        tell('good', words.saved);
      }
    } catch { tell('bad', words.silent); }
    button.disabled = false;
  };
  const show = ({ subject, madeAt, endsAt, files }) => {
    document.title = subject;
    put('subject', subject);
    put('made', words.made.replace('{time}', day.format(new Date(madeAt))));
    put('until', words.until.replace('{time}', day.format(new Date(endsAt))));
    document.getElementById('files').replaceChildren(...files.map((file) => {
      const button = document.createElement('button'), bytes = document.createElement('small');
      bytes.textContent = ' · ' + size(file.bytes);
      button.append(words.save.replace('{format}', file.format.toUpperCase()), bytes);
      button.addEventListener('click', () => save(button, file));
      return button;
    }));
    report.hidden = false;
  };
  const look = async () => {
    for (const link of document.querySelectorAll('.languages a')) link.hash = location.hash;
    report.hidden = true;
    tell('', '');
    const asked = token();
    if (asked === '') return end(words.nolink);
    try {
      const answer = await ask('show', {}), body = await answer.json();
      if (asked !== token()) return;
      if (answer.ok) show(body); else refuse(answer.status);
    } catch { end(words.silent); }
  };
  addEventListener('hashchange', look);
  look();
})();
`.trim();
