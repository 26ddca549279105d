import { createPrivateKey } from 'node:crypto';
import type { DKIMOptions } from 'nodemailer';
import { z } from 'zod';
import { setting } from '#config';
import { StartFault } from '#kernel';

const domain = setting('HUB_DKIM_DOMAIN', z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'a domain as example.org').optional(), 'the domain that mail is signed for (DKIM); HUB_DKIM_SELECTOR and HUB_DKIM_KEY go with it');
const selector = setting('HUB_DKIM_SELECTOR', z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/i, 'letters, digits and hyphens, as hub2026').optional(), 'the selector under which the public key stands in the DNS: <selector>._domainkey.<domain>');
const key = setting('HUB_DKIM_KEY', z.string().refine(isKey, 'an RSA private key in PEM, of 2048 bits or more').optional(), 'the private key that mail is signed with', { secret: true });

/** What a signature covers. Both List-Unsubscribe headers are among it (RFC 8058, section 4): otherwise mail systems offer no button. */
const SIGNED = 'From:To:Subject:Date:Message-ID:MIME-Version:Content-Type:Content-Transfer-Encoding:In-Reply-To:References:List-Id:List-Unsubscribe:List-Unsubscribe-Post:Auto-Submitted';

/** How mail is signed; null where it is not. @throws StartFault when only some of the three settings are there */
export function signature(): DKIMOptions | null {
  const given = [domain.value, selector.value, key.value];
  if (given.every((one) => one === undefined)) return null;
  const [domainName, keySelector, privateKey] = given;
  if (domainName === undefined || keySelector === undefined || privateKey === undefined) throw new StartFault('HUB_DKIM_DOMAIN, HUB_DKIM_SELECTOR and HUB_DKIM_KEY go together: set all three, or none.');
  return { domainName, keySelector, privateKey, headerFieldNames: SIGNED };
}

function isKey(text: string): boolean {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey(text);
    return asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= 2_048;
  } catch {
    return false;
  }
}
