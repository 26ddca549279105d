/** A piece of XML that is ready to be written. Text is anything else, and is escaped. */
export class Xml {
  constructor(readonly text: string) {}
}

type Child = Xml | string | number | null | undefined | readonly Child[];

/** An element; children that are null are left out, and so are attributes. */
export function element(name: string, attributes: Readonly<Record<string, string | null | undefined>>, ...children: readonly Child[]): Xml {
  const given = Object.entries(attributes).map(([key, value]) => (typeof value === 'string' ? ` ${key}="${escape(value)}"` : '')).join('');
  const inside = children.map(textOf).join('');
  return new Xml(inside === '' ? `<${name}${given}/>` : `<${name}${given}>${inside}</${name}>`);
}

/** A whole document in UTF-8. */
export function xmlDocument(root: Xml): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root.text}\n`;
}

function textOf(child: Child): string {
  if (child === null || child === undefined) return '';
  if (child instanceof Xml) return child.text;
  return typeof child === 'object' ? child.map(textOf).join('') : escape(String(child));
}

const SIGNS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** XML 1.0 has no place for control characters and lone surrogates, not even escaped: they are left out. */
function escape(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are the ones that XML 1.0 does not know
  return text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\p{Cs}]/gu, '').replaceAll(/[&<>"']/g, (sign) => SIGNS[sign] ?? sign);
}
