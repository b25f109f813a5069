import type { CertificateView } from '../../inspect.ts';
import { opensslTime } from '../when.ts';

export interface Conversation {
  host: string;
  address: string;
  port: number;
  tls: boolean;
  served: CertificateView | null;
  /** OpenSSL's words when the certificate is not accepted. */
  problem: string | null;
  insecure: boolean;
  request: readonly string[];
  headers: readonly string[];
}

/** What `curl -v` says on stderr, in the words of curl 7.88 with OpenSSL 3. */
export function conversation(said: Conversation): string {
  const { host, address, port, tls, problem, insecure } = said;
  const lines = [`*   Trying ${address}:${port}...`, `* Connected to ${host} (${address}) port ${port} (#0)`];
  if (tls) {
    lines.push(...hello(insecure));
    if (problem !== null && !insecure) {
      const alert = problem.includes('expired') ? 'certificate expired (557)' : 'unknown CA (560)';
      lines.push(
        `* TLSv1.3 (OUT), TLS alert, ${alert}:`,
        `* SSL certificate problem: ${problem}`,
        '* Closing connection 0',
      );
      return `${lines.join('\n')}\n`;
    }
    lines.push(...finished(said));
  }
  lines.push(...said.request.map((line) => `> ${line}`), '> ');
  lines.push(...said.headers.map((line) => `< ${line}`), '< ');
  lines.push(`* Connection #0 to host ${host} left intact`);
  return `${lines.join('\n')}\n`;
}

/** A connection that never came about. */
export function failedConversation(host: string, address: string, port: number, words: string): string {
  return `*   Trying ${address}:${port}...\n* connect to ${address} port ${port} failed: ${words}\n* Failed to connect to ${host} port ${port} after 3 ms: Couldn't connect to server\n* Closing connection 0\n`;
}

function hello(insecure: boolean): string[] {
  return [
    '* ALPN: offers h2,http/1.1',
    '* TLSv1.3 (OUT), TLS handshake, Client hello (1):',
    ...(insecure ? [] : ['*  CAfile: /etc/ssl/certs/ca-certificates.crt', '*  CApath: /etc/ssl/certs']),
    '* TLSv1.3 (IN), TLS handshake, Server hello (2):',
    '* TLSv1.3 (IN), TLS handshake, Encrypted Extensions (8):',
    '* TLSv1.3 (IN), TLS handshake, Certificate (11):',
  ];
}

function finished({ host, served, problem, insecure }: Conversation): string[] {
  const name = served?.names.find((one) => one === host || (one.startsWith('*.') && host.endsWith(one.slice(1))));
  return [
    '* TLSv1.3 (IN), TLS handshake, CERT verify (15):',
    '* TLSv1.3 (IN), TLS handshake, Finished (20):',
    '* TLSv1.3 (OUT), TLS change cipher, Change cipher spec (1):',
    '* TLSv1.3 (OUT), TLS handshake, Finished (20):',
    '* SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384',
    '* ALPN: server accepted http/1.1',
    '* Server certificate:',
    ...(served
      ? [
          `*  subject: ${distinguished(served.subject)}`,
          `*  start date: ${opensslTime(served.notBeforeMs)}`,
          `*  expire date: ${opensslTime(served.notAfterMs)}`,
          ...(insecure || name === undefined ? [] : [`*  subjectAltName: host "${host}" matched cert's "${name}"`]),
          `*  issuer: ${distinguished(served.issuer)}`,
        ]
      : [`*  subject: CN=${host}`]),
    problem === null
      ? '*  SSL certificate verify ok.'
      : `*  SSL certificate verify result: ${problem} (${problem.includes('expired') ? 10 : 20}), continuing anyway.`,
    '* using HTTP/1.1',
  ];
}

/** curl writes `C=US; O=Example; CN=R3` where OpenSSL 3 writes commas and spaces. */
function distinguished(name: string): string {
  return name.replace(/\s*=\s*/g, '=').replace(/,\s*/g, '; ');
}
