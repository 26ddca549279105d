import { readFile } from 'node:fs/promises';
import { languages } from '../../apps/hub/src/page/words/index.js';
import { done, codeOf, aMeeting, settled } from '../council/a-council.js';
import { toldOf, toldSoon } from '../notifications/inbox-of.js';
import { openBrowser, openPage } from '../support/browser.js';
import { MailSink } from '../support/mail-sink.js';
import { signIn, type Someone } from '../support/people.js';
import { until } from '../support/until.js';
import { aReportingHub, aSchedule, download, ended, runsOf, type Reporting, type Run } from './a-report.js';

let sink: MailSink;
let of: Reporting;
let coordinator: Someone;

beforeAll(async () => {
  sink = await MailSink.open();
  of = await aReportingHub(['1', '1'], { SMTP_URL: sink.url, HUB_PUBLIC_URL: 'https://hub.example.org' });
  done(await of.administrator.send('identity.role.grant', { personId: of.secretary.personId, role: 'coordinator' }));
  coordinator = await signIn(of.hub, of.secretary.email);
  await aMeeting(of, 'in_session');
  await settled(of.hub);
}, 120_000);
afterAll(async () => {
  await of.hub.close();
  await sink.close();
});

async function aRun(owner: Someone, more: object): Promise<{ scheduleId: string; run: Run }> {
  const scheduleId = await aSchedule(of, owner, more);
  const { runId } = done(await owner.send<{ runId: string }>('reports.run.start', { scheduleId }));
  return { scheduleId, run: await ended(of, owner, runId) };
}

/** Fetches what a link opens, as anybody. */
const follow = async (token: string, format: string): Promise<{ status: number; headers: Headers; text: string }> => {
  const answer = await fetch(`${of.hub.url}/api/v1/report-links/fetch`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token, format }) });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};
const csvOf = (run: Run, who: Someone): ReturnType<typeof download> => download(of.hub, `/reports/runs/${run.id}/files/csv`, who.token);
const rowsOf = (text: string): number => text.trim().split('\r\n').length - 1;

describe('people and groups', () => {
  it('get one document each, of what each may see, and are told of it once', async () => {
    const [seat] = of.seats;
    if (seat === undefined) throw new Error('the council has no seat');
    const recipients = [{ to: 'body', bodyId: of.bodyId }, { to: 'person', personId: seat.delegate.personId }, { to: 'office', bodyId: of.bodyId, office: 'chair' }, { to: 'person', personId: of.stranger.personId }];
    const { run } = await aRun(coordinator, { kind: 'council.activity_quarter', recipients });
    expect([run.state, run.readers]).toEqual(['made', 6]);
    const [own, strangers] = [await csvOf(run, seat.delegate), await csvOf(run, of.stranger)];
    expect([own.status, strangers.status]).toEqual([200, 200]);
    // Who has nothing to do with the body is shown nothing of its sittings.
    expect(own.sha256).not.toBe(strangers.sha256);
    expect(done(await of.stranger.get<{ range: { events: number } }>(`/report-runs/${run.id}`)).range.events).toBe(0);

    for (const person of [seat.delegate, seat.alternate, of.chair, of.stranger]) {
      expect(await toldSoon(person, 'reports.report_ready')).toMatchObject([{ title: expect.stringMatching(/^Attendance, /) as string }]);
      expect(await runsOf(person, await scheduleOf(person, run))).toMatchObject([{ id: run.id }]);
    }
    expect(await toldOf(of.secretary, 'reports.report_ready')).toEqual([]);
    expect(codeOf(await seat.delegate.send('reports.schedule.pause', { scheduleId: await scheduleOf(seat.delegate, run) }))).toBe('forbidden');
  });

  it('lose a file with the rights that it was made on', async () => {
    const [, seat] = of.seats;
    if (seat === undefined) throw new Error('the council has no second seat');
    const { run } = await aRun(coordinator, { recipients: [{ to: 'person', personId: seat.delegate.personId }] });
    expect(rowsOf((await csvOf(run, seat.delegate)).text)).toBeGreaterThan(0);
    done(await of.administrator.send('alliance.seat.appoint', { seatId: seat.seatId, delegateId: null, alternateIds: [] }));
    await settled(of.hub);
    await until(async () => (await csvOf(run, seat.delegate)).status === 403);
    expect(JSON.parse((await csvOf(run, seat.delegate)).text)).toMatchObject({ code: 'report_rights_changed' });
  });
});

async function scheduleOf(person: Someone, run: Run): Promise<string> {
  return done(await person.get<{ scheduleId: string }>(`/report-runs/${run.id}`)).scheduleId;
}

describe('an address outside of the hub', () => {
  it('gets a link to what its owner lets out, once; the link is counted, and ends when it is revoked', async () => {
    const recipients = [{ to: 'address', email: 'ministry@example.net', grant: 'alliance', days: 3 }];
    const { scheduleId, run } = await aRun(coordinator, { recipients, formats: ['csv', 'json'], subject: '出席 {date}' });
    expect(run.state).toBe('made');
    await until(() => sink.got.some(({ to }) => to.includes('ministry@example.net')));
    const mails = sink.got.filter(({ to }) => to.includes('ministry@example.net'));
    expect([mails.length, mails[0]?.mail.subject?.startsWith('出席')]).toEqual([1, true]);
    const token = /https:\/\/hub\.example\.org\/report#([\w-]{43})/.exec(mails[0]?.mail.text ?? '')?.[1] ?? '';
    expect(done(await of.hub.anybody.post('/report-links/show', { token }))).toMatchObject({ subject: run.files.length > 0 && mails[0]?.mail.subject, files: [{ format: 'csv' }, { format: 'json' }] });
    const [first, json] = [await follow(token, 'csv'), await follow(token, 'json')];
    expect([first.status, json.status, first.headers.get('referrer-policy'), (await follow(token, 'pdf')).status]).toEqual([200, 200, 'no-referrer', 404]);
    // Nothing of a person's own: not one ballot, not one who was there.
    expect(json.text).not.toContain(of.secretary.personId);

    const [link] = done(await coordinator.get<{ data: { id: string; state: string; follows: number; email: string }[] }>(`/report-schedules/${scheduleId}/links`)).data;
    expect(link).toMatchObject({ state: 'open', follows: 2, email: 'ministry@example.net' });
    expect(codeOf(await of.stranger.send('reports.link.revoke', { scheduleId, linkId: link?.id }))).toBe('not_found');
    done(await coordinator.send('reports.link.revoke', { scheduleId, linkId: link?.id }));
    expect((await follow(token, 'csv')).status).toBe(410);
    expect(codeOf(await of.hub.anybody.post('/report-links/show', { token }))).toBe('link_over');
    expect(codeOf(await coordinator.send('reports.link.revoke', { scheduleId, linkId: link?.id }))).toBe('link_ended');
  });

  it('ends after so many days, and a link that never was is not there', async () => {
    const recipients = [{ to: 'address', email: 'office@example.net', grant: 'public', days: 1 }];
    await aRun(coordinator, { recipients });
    await until(() => sink.got.some(({ to }) => to.includes('office@example.net')));
    const mail = sink.got.find(({ to }) => to.includes('office@example.net'));
    const token = /\/report#([\w-]{43})/.exec(mail?.mail.text ?? '')?.[1] ?? '';
    expect((await follow(token, 'csv')).status).toBe(200);
    of.at(new Date(of.morning.getTime() + 3 * 86_400_000));
    expect((await follow(token, 'csv')).status).toBe(410);
    expect((await follow('a'.repeat(43), 'csv')).status).toBe(404);
    expect((await follow(token.slice(1), 'csv')).status).toBe(400);
  });
});

describe('the page of a link to a report', () => {
  it.each([['en', 1280], ['ur', 320], ['ar', 360], ['ru', 390], ['zh', 320]])('in %s at %i px says what it is, saves it, and says plainly when the link is over, cut short or never was one', async (locale, width) => {
    const email = `${locale}@example.net`;
    const { scheduleId } = await aRun(coordinator, { recipients: [{ to: 'address', email, grant: 'alliance', days: 3 }], formats: ['csv', 'pdf'], subject: 'Attendance {date}' });
    await until(() => sink.got.some(({ to }) => to.includes(email)));
    const token = /\/report#([\w-]{43})/.exec(sink.got.find(({ to }) => to.includes(email))?.mail.text ?? '')?.[1] ?? '';
    const words = languages.find(({ code }) => code === locale)!.words;
    const browser = await openBrowser();
    try {
      const { page, strangers, faults } = await openPage(browser, of.hub.url, { locale, width });
      const addresses: string[] = [];
      page.on('request', (request) => void addresses.push(request.url().split('#')[0] ?? '', ...Object.values(request.headers())));
      await page.goto(`${of.hub.url}/report#${token}`);
      await page.waitForSelector('#report:not([hidden])');
      expect([await page.textContent('#subject'), await page.locator('#files button').count()]).toEqual([expect.stringMatching(/^Attendance /), 2]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      const [saved] = await Promise.all([page.waitForEvent('download'), page.click('#files button >> nth=0')]);
      expect([saved.suggestedFilename(), (await readFile(await saved.path(), 'utf8')).length > 0]).toEqual([expect.stringMatching(/\.csv$/), true]);
      await until(async () => (await page.textContent('#told')) === words.reportSaved);
      expect({ strangers, told: addresses.filter((address) => address.includes(token)) }).toEqual({ strangers: [], told: [] });
      expect([faults, of.hub.journal.join('\n').includes(token)]).toEqual([[], false]);
      const [link] = done(await coordinator.get<{ data: { id: string; follows: number }[] }>(`/report-schedules/${scheduleId}/links`)).data;
      expect(link?.follows).toBe(1);
      done(await coordinator.send('reports.link.revoke', { scheduleId, linkId: link?.id }));
      await page.click('#files button >> nth=1');
      for (const [hash, said] of [[token, 'reportOver'], ['A'.repeat(43), 'shareWrong'], [token.slice(1), 'shareWrong'], ['', 'shareNoLink']] as const) {
        await page.evaluate(`location.hash = '${hash}'`);
        await until(async () => (await page.textContent('#told')) === words[said] && !(await page.isVisible('#report')));
      }
    } finally {
      await browser.close();
    }
  }, 60_000);
});
