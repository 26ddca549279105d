/** Asks /health/ready now and every ten seconds, and says what it hears in the page's words. */
export const healthScript = `
(() => {
  const state = document.getElementById('health'), checked = document.getElementById('checked');
  const tell = (name) => { state.dataset.state = name; state.textContent = state.dataset[name]; };
  const clock = new Intl.DateTimeFormat(document.documentElement.lang + '-u-nu-latn', { timeStyle: 'medium', hourCycle: 'h23' });
  const look = async () => {
    try {
      const answer = await fetch('/health/ready', { cache: 'no-store', signal: AbortSignal.timeout(5000) });
      tell(answer.ok ? 'ready' : 'notReady');
    } catch { tell('silent'); }
    checked.textContent = checked.dataset.text.replace('{time}', clock.format(new Date()));
    setTimeout(look, 10000);
  };
  look();
})();
`.trim();

/** Taking a hub over, or an invitation up: the token is read from the part of the address that browsers never send, and travels in the body. */
export const claimScript = `
(() => {
  const form = document.getElementById('setup'), told = document.getElementById('told'), words = form.dataset;
  const token = () => location.hash.slice(1);
  const tell = (kind, text) => { told.dataset.kind = kind; told.textContent = text; };
  const field = (name) => form.elements.namedItem(name);
  const names = () => ['name', 'email', 'password', 'repeat'];
  const label = (name) => field(name).labels[0].firstChild.textContent.trim();
  const post = (path, body) => fetch('/api/v1' + path, { method: 'POST', cache: 'no-store', signal: AbortSignal.timeout(15000), headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  /** What an invitation says of whom it is for stands in the form. */
  const show = async () => {
    const answer = await post(words.show, { token: token() }), body = await answer.json();
    if (!answer.ok) return tell('bad', explain(answer.status, body));
    for (const name of ['name', 'email']) field(name).value = body[name];
    form.hidden = false;
  };
  const look = () => {
    const has = token() !== '';
    form.hidden = !has || words.show !== undefined;
    if (!has) tell('bad', words.nolink); else tell('', '');
    if (has && words.show !== undefined) show().catch(() => tell('bad', words.silent));
    for (const link of document.querySelectorAll('.languages a')) link.hash = location.hash;
  };
  const blame = (wrong) => { for (const name of names()) field(name).setAttribute('aria-invalid', String(wrong.includes(name))); if (wrong[0]) field(wrong[0]).focus(); };
  const explain = (status, problem) => {
    const code = problem.code, issues = (problem.details && problem.details.issues) || [];
    const wrong = issues.map((issue) => issue.pointer.split('/')[1]).filter((name) => names().includes(name));
    blame(code === 'password_too_weak' ? ['password'] : wrong);
    if (code === 'setup_closed' || code === 'invitation_closed' || issues.some((issue) => issue.pointer === '/token')) return words.closed;
    if (code === 'password_too_weak' || wrong.join() === 'password') return words.weak;
    if (code === 'rate_limited') return words.rate;
    if (wrong.length > 0) return words.field.replace('{fields}', wrong.map(label).join(', '));
    return words.other.replace('{detail}', problem.detail || String(status));
  };
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    blame([]);
    const [name, email, password, repeat] = names().map((each) => field(each).value);
    if (password !== repeat) { blame(['repeat']); return tell('bad', words.differ); }
    if (password.length < 15) { blame(['password']); return tell('bad', words.weak); }
    const button = form.querySelector('button');
    button.disabled = true;
    tell('', words.working);
    try {
      const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions(), { lang: language } = document.documentElement;
      const answer = await post(words.path, { token: token(), name, ...(field('email').readOnly ? {} : { email }), password, language, zone, as: 'cookie' });
      if (answer.ok) {
        history.replaceState(null, '', location.pathname + location.search);
        form.remove();
        tell('good', words.done);
        document.getElementById('home').hidden = false;
      } else tell('bad', explain(answer.status, await answer.json()));
    } catch { tell('bad', words.silent); }
    button.disabled = false;
  });
  addEventListener('hashchange', look);
  look();
})();
`.trim();

/** The public link: its token is read from the part of the address that browsers never send, and travels in the body. Looks every half minute until the link is over. */
export const shareScript = `
(() => {
  const share = document.getElementById('share'), words = share.dataset, lang = document.documentElement.lang + '-u-nu-latn';
  const put = (id, text) => { document.getElementById(id).textContent = text; };
  const day = new Intl.DateTimeFormat(lang, { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' }), clock = new Intl.DateTimeFormat(lang, { timeStyle: 'medium', hourCycle: 'h23' });
  const degrees = (value, marks) => Math.abs(value).toFixed(3) + '° ' + marks[value < 0 ? 1 : 0];
  const length = (metres) => new Intl.NumberFormat(lang, { style: 'unit', unit: metres < 1000 ? 'meter' : 'kilometer', maximumFractionDigits: 1 }).format(metres < 1000 ? metres : metres / 1000);
  const ago = (seconds) => {
    const [unit, size] = seconds < 60 ? ['second', 1] : seconds < 5400 ? ['minute', 60] : seconds < 129600 ? ['hour', 3600] : ['day', 86400];
    return new Intl.RelativeTimeFormat(lang, { numeric: 'always' }).format(-Math.floor(seconds / size), unit);
  };
  // The name in the page's language, whatever script or region it is entered for; without one, as its people call it.
  const nameOf = (unit, names) => (Object.entries(names).find(([code]) => code.split('-')[0] === document.documentElement.lang) ?? ['', unit])[1];
  const show = ({ unit, names, endsAt, precisionMetres, position, expected }) => {
    document.title = nameOf(unit, names);
    put('unit', document.title);
    put('place', position ? degrees(position.latitude, 'NS') + ', ' + degrees(position.longitude, 'EW') : words.none);
    put('around', position ? words.around.replace('{distance}', length(precisionMetres)) : '');
    put('age', position ? ago(position.ageSeconds) : '');
    put('at', position ? day.format(Date.now() - position.ageSeconds * 1000) : '');
    document.getElementById('age').closest('div').hidden = !position;
    document.getElementById('expected').hidden = !expected;
    if (expected) put('range', words.between.replace('{earliest}', day.format(new Date(expected.earliest))).replace('{latest}', day.format(new Date(expected.latest))));
    put('until', words.until.replace('{time}', day.format(new Date(endsAt))));
    share.hidden = false;
  };
  const told = document.getElementById('told');
  const tell = (text) => { told.dataset.kind = 'bad'; told.textContent = text; };
  const end = (text) => { share.hidden = true; put('checked', ''); tell(text); };
  let timer;
  const look = async () => {
    clearTimeout(timer);
    const token = location.hash.slice(1);
    for (const link of document.querySelectorAll('.languages a')) link.hash = location.hash;
    if (token === '') return end(words.nolink);
    let again = 30000;
    try {
      const answer = await fetch('/api/v1/shares/look', { method: 'POST', cache: 'no-store', signal: AbortSignal.timeout(10000), headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token }) });
      const body = await answer.json();
      if (location.hash.slice(1) !== token) return;
      if (body.code === 'share_over') return end(words.over);
      if (body.code === 'share_revoked') return end(words.revoked);
      if (answer.status === 404 || answer.status === 400) return end(words.wrong);
      if (answer.ok) { tell(''); show(body); put('checked', words.checked.replace('{time}', clock.format(new Date()))); }
      else { tell(answer.status === 429 ? words.rate : words.silent); again = 60000; }
    } catch { tell(words.silent); }
    timer = setTimeout(look, again);
  };
  addEventListener('hashchange', look);
  look();
})();
`.trim();
