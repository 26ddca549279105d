import { corridor, type Output } from '#contracts';
import { element, xmlDocument, type Xml } from '../xml/write-xml.js';

type View = Output<typeof corridor.listAlerts>;
/** A list knows no description; the read of one alert does. */
export type CapAlert = View & { readonly description?: string | null };

export const CAP = 'urn:oasis:names:tc:emergency:cap:1.2';
const ATOM = 'http://www.w3.org/2005/Atom';
/** What is written first in everything that a display may show of a drill. */
const DRILL = 'EXERCISE: ';
/** Words of CAP that are not just their code with a capital. */
const OTHERWISE: Readonly<Record<string, string>> = { all_clear: 'AllClear', cbrne: 'CBRNE' };

/** One alert as a CAP 1.2 message (OASIS, July 2010): the latest that was sent about it. */
export function capDocument(alert: CapAlert): string {
  return xmlDocument(capMessage(alert));
}

/** Alerts as an Atom feed (RFC 4287), each with its CAP message inside. What is in it settles its bytes: nothing of the moment is. */
export function capFeed(corridorId: string, base: string, self: string, alerts: readonly CapAlert[], next: string | null): string {
  const updated = alerts.map(({ changedAt }) => changedAt).sort().at(-1) ?? '1970-01-01T00:00:00.000Z';
  return xmlDocument(element(
    'feed', { xmlns: ATOM }, element('id', {}, `urn:uuid:${corridorId}`), element('title', {}, 'Open alerts of a corridor'), element('updated', {}, updated),
    element('author', {}, element('name', {}, 'Corridor Hub')), element('link', { rel: 'self', href: self }), next === null ? null : element('link', { rel: 'next', href: next }),
    alerts.map((alert) => entry(alert, base)),
  ));
}

function entry(alert: CapAlert, base: string): Xml {
  return element(
    'entry', {}, element('id', {}, `urn:uuid:${alert.alertId}`), element('title', {}, titleOf(alert)), element('updated', {}, alert.changedAt), element('published', {}, alert.raisedAt),
    element('link', { rel: 'alternate', type: 'application/cap+xml', href: `${base}/api/v1/alerts/${alert.alertId}.cap` }), element('content', { type: 'application/cap+xml' }, capMessage(alert)),
  );
}

function capMessage(alert: CapAlert): Xml {
  const { institutionId, exercise, messages, references, messageType, raisedAt } = alert;
  const latest = messages.at(-1) ?? { identifier: alert.alertId, messageType, at: raisedAt };
  const sender = `urn:uuid:${institutionId}`;
  const earlier = references.map(({ identifier, at }) => [sender, identifier, instant(at)].join(',')).join(' ');
  return element(
    'alert', { xmlns: CAP }, element('identifier', {}, latest.identifier), element('sender', {}, sender), element('sent', {}, instant(latest.at)),
    element('status', {}, exercise ? 'Exercise' : 'Actual'), element('msgType', {}, word(latest.messageType)), element('scope', {}, 'Restricted'),
    element('restriction', {}, 'Those with whom its owner shares alerts'), exercise ? element('note', {}, `${DRILL}this is a drill, nothing of it is real.`) : null,
    earlier === '' ? null : element('references', {}, earlier), info(alert, latest.messageType),
  );
}

/** What was cancelled is over, and its readers are told that all is clear. */
function info(alert: CapAlert, messageType: string): Xml {
  const { urgency, severity, certainty, category, observedAt, raisedAt, expiresAt, description } = alert;
  const response = messageType === 'cancel' ? 'all_clear' : alert.responseType;
  const parameters = { state: alert.state, unitId: alert.unitId, deploymentId: alert.deploymentId, centreId: alert.centreId, ...alert.facts };
  return element(
    'info', {}, element('language', {}, 'en'), element('category', {}, word(category)), element('event', {}, `${alert.exercise ? DRILL : ''}${alert.kind.replaceAll('_', ' ')}`),
    response === null ? null : element('responseType', {}, word(response)), element('urgency', {}, word(urgency)), element('severity', {}, word(severity)), element('certainty', {}, word(certainty)),
    element('effective', {}, instant(raisedAt)), element('onset', {}, instant(observedAt)), expiresAt === null ? null : element('expires', {}, instant(expiresAt)),
    element('headline', {}, titleOf(alert)), typeof description === 'string' ? element('description', {}, description) : null,
    Object.entries(parameters).filter(([, value]) => value !== null).map(([name, value]) => element('parameter', {}, element('valueName', {}, name), element('value', {}, String(value)))),
  );
}

function titleOf({ exercise, headline, kind, severity }: CapAlert): string {
  return `${exercise ? DRILL : ''}${headline ?? `${kind.replaceAll('_', ' ')} (${severity})`}`;
}

function word(code: string): string {
  return OTHERWISE[code] ?? code.charAt(0).toUpperCase() + code.slice(1);
}

/** CAP has no letter for UTC and no part of a second. */
function instant(iso: string): string {
  return `${new Date(iso).toISOString().slice(0, 19)}-00:00`;
}
