import type { CertificateView } from '../inspect.ts';

/** What a PEM block of this world says: the certificate itself, so that `openssl x509` can read what `s_client` printed. */
export interface PemCertificate {
  subject: string;
  issuer: string;
  serial: string;
  names: string[];
  notBeforeMs: number;
  notAfterMs: number;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function toPem(certificate: PemCertificate): string {
  const { subject, issuer, serial, names, notBeforeMs, notAfterMs } = certificate;
  const body = encode(JSON.stringify({ subject, issuer, serial, names, notBeforeMs, notAfterMs }));
  return ['-----BEGIN CERTIFICATE-----', ...(body.match(/.{1,64}/g) ?? []), '-----END CERTIFICATE-----'].join('\n');
}

/** The first certificate in a text; null when there is none that can be read. */
export function fromPem(text: string): PemCertificate | null {
  const body = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]*)-----END CERTIFICATE-----/.exec(text)?.[1];
  if (body === undefined) return null;
  try {
    const read = JSON.parse(decode(body.replace(/\s/g, ''))) as Partial<PemCertificate>;
    return typeof read.subject === 'string' && typeof read.notAfterMs === 'number' ? (read as PemCertificate) : null;
  } catch {
    return null;
  }
}

/** The chain a server sends, leaf first. */
export function chainOf(leaf: CertificateView): PemCertificate[] {
  const intermediates = leaf.chain.map((link, at) => ({
    subject: link.subject,
    issuer: link.issuer,
    serial: `4F:${String(10 + at)}:9A:77`,
    names: [],
    notBeforeMs: leaf.notBeforeMs - 31_536_000_000,
    notAfterMs: link.notAfterMs,
  }));
  return [leaf, ...intermediates];
}

/** RFC 4648 base64 over code points below 256; subjects and names here are ASCII. */
function encode(text: string): string {
  let result = '';
  for (let at = 0; at < text.length; at += 3) {
    const [a, b, c] = [text.charCodeAt(at), text.charCodeAt(at + 1), text.charCodeAt(at + 2)] as [
      number,
      number,
      number,
    ];
    const bits = (a << 16) | ((b || 0) << 8) | (c || 0);
    result +=
      LETTERS[bits >> 18]! +
      LETTERS[(bits >> 12) & 63]! +
      (Number.isNaN(b) ? '=' : LETTERS[(bits >> 6) & 63]!) +
      (Number.isNaN(c) ? '=' : LETTERS[bits & 63]!);
  }
  return result;
}

function decode(body: string): string {
  let text = '';
  for (let at = 0; at + 3 < body.length; at += 4) {
    const [a, b, c, d] = [0, 1, 2, 3].map((offset) => LETTERS.indexOf(body[at + offset]!)) as [
      number,
      number,
      number,
      number,
    ];
    const bits = (a << 18) | (b << 12) | (Math.max(0, c) << 6) | Math.max(0, d);
    text +=
      String.fromCharCode(bits >> 16) +
      (c < 0 ? '' : String.fromCharCode((bits >> 8) & 255)) +
      (d < 0 ? '' : String.fromCharCode(bits & 255));
  }
  return text;
}
