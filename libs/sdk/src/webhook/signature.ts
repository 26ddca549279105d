/** An HMAC secret (`v1`) or an ed25519 public key (`v1a`) of the Standard Webhooks specification, ready to verify with. */
interface Verifier {
  readonly version: string;
  verify(signature: Uint8Array<ArrayBuffer>, text: Uint8Array<ArrayBuffer>): Promise<boolean>;
}

/** Whether one of the signatures in the header was made over `text` with one of the secrets or keys. Compared in constant time. */
export async function isSigned(header: string, text: Uint8Array<ArrayBuffer>, credentials: readonly string[]): Promise<boolean> {
  const verifiers = await Promise.all(credentials.map(toVerifier));
  for (const one of header.split(' ')) {
    const [version, signature = ''] = one.split(',');
    const bytes = fromBase64(signature);
    if (bytes === null) continue;
    for (const verifier of verifiers) if (verifier.version === version && (await verifier.verify(bytes, text))) return true;
  }
  return false;
}

/** @throws TypeError for what is neither a secret nor a public key */
async function toVerifier(credential: string): Promise<Verifier> {
  if (typeof credential !== 'string') throw new TypeError(`A secret or key is ${String(credential)}: it was not set.`);
  const isKey = credential.startsWith('whpk_');
  const bytes = fromBase64(credential.replace(/^wh(sec|pk)_/, ''));
  if (credential.startsWith('whsk_')) throw new TypeError('This is a private key: a receiver verifies with the public one, whpk_….');
  if (bytes === null || bytes.length === 0 || (isKey && bytes.length !== 32)) throw new TypeError('A secret is whsec_… and a public key whpk_…, each with base64 after it.');
  const algorithm = isKey ? { name: 'Ed25519' } : { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', bytes, algorithm, false, ['verify']);
  return { version: isKey ? 'v1a' : 'v1', verify: (signature, text) => crypto.subtle.verify(algorithm.name, key, signature, text) };
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}
