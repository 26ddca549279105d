import fc from 'fast-check';
import { XmlDocument } from 'libxml2-wasm';
import { element, xmlDocument } from './write-xml.js';

/** What XML 1.0 calls a character. */
function isText(sign: string): boolean {
  const code = sign.codePointAt(0) ?? 0;
  return code >= 0x20 ? code !== 0xfffe && code !== 0xffff : [0x9, 0xa, 0xd].includes(code);
}

describe('writing XML', () => {
  it('gives a reader back every text that XML can hold, and stays well-formed with any other', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (any, text) => {
      const document = XmlDocument.fromString(xmlDocument(element('a', { any }, any, element('b', {}, text))));
      // A reader takes a carriage return for the end of a line.
      expect(document.get('/a/b')?.content ?? '').toBe([...text].filter(isText).join('').replaceAll(/\r\n?/g, '\n'));
      document.dispose();
    }));
  });

  it('leaves out what is null, and tells an empty element', () => {
    expect(element('a', { b: null, c: '<' }, null, [undefined, 1]).text).toBe('<a c="&lt;">1</a>');
    expect(element('a', {}).text).toBe('<a/>');
  });
});
