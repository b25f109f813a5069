import type { CertificateView } from '../inspect.ts';
import { certificates, endpoint } from '../read.ts';
import type { World } from '../world.ts';
import { lookUp, type HostEntry } from './net/address.ts';
import { chainOf, fromPem, toPem, type PemCertificate } from './pem.ts';
import { fail, out, type Tool, type ToolContext, type ToolResult } from './tool.ts';
import { opensslTime } from './when.ts';

const USAGE = `openssl s_client -connect HOST:PORT [-servername HOST] [-showcerts] [-brief]
openssl x509 [-in FILE] [-noout] [-subject] [-issuer] [-dates] [-enddate] [-startdate] [-serial] [-ext subjectAltName] [-checkend SECONDS] [-text]`;

export const openssl: Tool = {
  name: 'openssl',
  summary: 'look at the certificate that is served',
  usage: USAGE,
  run: (world, ctx, argv, stdin) => {
    const [command, ...rest] = argv;
    if (command === 's_client') return sClient(world, ctx, rest);
    if (command === 'x509') return x509(world, ctx, rest, stdin);
    if (command === 'version') return out('OpenSSL 3.0.15 3 Sep 2024 (Library: OpenSSL 3.0.15 3 Sep 2024)');
    if (command === undefined) return out(USAGE);
    return fail(`Invalid command '${command}'; type "help" for a list.`);
  },
  complete: (world, _ctx, argv) =>
    argv.length <= 1
      ? ['s_client', 'x509', 'version']
      : argv.at(-2) === '-connect' || argv.at(-2) === '-servername'
        ? (world.spec.edge?.hosts ?? []).map(({ host }) => (argv.at(-2) === '-connect' ? `${host}:443` : host))
        : argv.at(-2) === '-in'
          ? certificates(world).map(({ path }) => path)
          : argv[0] === 's_client'
            ? ['-connect', '-servername', '-showcerts', '-brief']
            : ['-noout', '-dates', '-subject', '-issuer', '-enddate', '-checkend', '-text', '-in'],
};

const BIO = '40E7D8B5A77F0000';

function sClient(world: World, ctx: ToolContext, argv: readonly string[]): ToolResult {
  const after = (flag: string) => (argv.includes(flag) ? argv[argv.indexOf(flag) + 1] : undefined);
  const bad = argv.find((word, at) => word.startsWith('-') && !S_CLIENT_FLAGS.includes(word) && !S_CLIENT_VALUES.includes(argv[at - 1] ?? '') && !S_CLIENT_VALUES.includes(word)); // prettier-ignore
  if (bad !== undefined) return fail(`s_client: Unknown option: ${bad}\ns_client: Use -help for summary.`);
  const connect =
    after('-connect') ??
    (after('-host') === undefined ? undefined : `${after('-host')!}:${after('-port') ?? '443'}`) ??
    argv.find((word) => /^[\w.-]+:\d+$/.test(word));
  if (!connect) return fail('s_client: -connect HOST:PORT is needed\ns_client: Use -help for summary.');
  const [host = '', port = '443'] = connect.split(':');
  const serverName = argv.includes('-noservername') ? host : (after('-servername') ?? host);
  const found = lookUp(world, host);
  if (found === null)
    return fail(
      `${BIO}:error:10080002:BIO routines:BIO_lookup_ex:system lib:../crypto/bio/bio_addr.c:758:Name or service not known\nconnect:errno=22`,
    );
  const { entry } = found;
  if (entry === undefined)
    return fail(
      `${BIO}:error:8000006E:system library:BIO_connect:Connection timed out:../crypto/bio/bio_sock2.c:114:calling connect()\n${BIO}:error:10000067:BIO routines:BIO_connect:connect error:../crypto/bio/bio_sock2.c:116:\nconnect:errno=110`,
    );
  const served = servedAt(world, entry, port, serverName, host);
  if (served === 'closed')
    return fail(
      `${BIO}:error:8000006F:system library:BIO_connect:Connection refused:../crypto/bio/bio_sock2.c:114:calling connect()\n${BIO}:error:10000067:BIO routines:BIO_connect:connect error:../crypto/bio/bio_sock2.c:116:\nconnect:errno=111`,
    );
  if (served === 'plain')
    return {
      ...fail(
        `${BIO}:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../ssl/record/ssl3_record.c:354:`,
      ),
      stdout:
        'CONNECTED(00000003)\n---\nno peer certificate available\n---\nNo client certificate CA names sent\n---\nSSL handshake has read 5 bytes and written 300 bytes\nVerification: OK\n---\nNew, (NONE), Cipher is (NONE)\nSecure Renegotiation IS NOT supported\n---\n',
    };
  const met = { served: served.certificate, tlsError: served.problem };
  const wanted = after('-verify_hostname');
  const chain = chainOf(met.served);
  const verdict = verify(chain, met.tlsError, ctx.nowMs, wanted);
  const refuses = argv.includes('-verify_return_error') && verdict.code !== 0;
  if (argv.includes('-brief')) {
    return {
      stdout: '',
      stderr: `CONNECTION ESTABLISHED\nProtocol version: TLSv1.3\nCiphersuite: TLS_AES_256_GCM_SHA384\nPeer certificate: ${chain[0]!.subject}\nVerification${verdict.code === 0 ? ': OK' : ` error: ${verdict.words}`}\nDONE\n`,
      exitCode: 0,
      actions: [],
    };
  }
  const shown = argv.includes('-showcerts') ? chain : [];
  const stdout = [
    'CONNECTED(00000003)',
    '---',
    'Certificate chain',
    ...chain.flatMap((link, at) => [
      ` ${at} s:${link.subject}`,
      `   i:${link.issuer}`,
      '   a:PKEY: rsaEncryption, 2048 (bit); sigalg: RSA-SHA256',
      `   v:NotBefore: ${opensslTime(link.notBeforeMs)}; NotAfter: ${opensslTime(link.notAfterMs)}`,
      ...(shown.length > 0 ? [toPem(link)] : []),
    ]),
    '---',
    'Server certificate',
    ...(shown.length > 0 ? [] : [toPem(chain[0]!)]),
    `subject=${chain[0]!.subject}`,
    `issuer=${chain[0]!.issuer}`,
    '---',
    'No client certificate CA names sent',
    'Peer signing digest: SHA256',
    'Peer signature type: RSA-PSS',
    'Server Temp Key: X25519, 253 bits',
    '---',
    `SSL handshake has read ${2100 + 1200 * (chain.length - 1)} bytes and written 396 bytes`,
    verdict.code === 0 ? 'Verification: OK' : `Verification error: ${verdict.words}`,
    '---',
    'New, TLSv1.3, Cipher is TLS_AES_256_GCM_SHA384',
    'Server public key is 2048 bit',
    `Verify return code: ${verdict.code} (${verdict.words})`,
    '---',
  ].join('\n');
  const end = refuses ? `${BIO}:error:0A000086:SSL routines:tls_post_process_server_certificate:certificate verify failed:../ssl/statem/statem_clnt.c:1889:\n` : 'DONE\n'; // prettier-ignore
  return { ...out(stdout), stderr: `${verdict.lines.join('\n')}\n${end}`, exitCode: refuses ? 1 : 0 };
}

const S_CLIENT_VALUES = [
  '-connect', '-servername', '-host', '-port', '-CAfile', '-CApath', '-cert', '-key', '-verify', '-verify_hostname', '-starttls',
  '-alpn', '-cipher', '-ciphersuites', '-verify_depth', '-proxy',
]; // prettier-ignore
const S_CLIENT_FLAGS = [
  '-showcerts', '-brief', '-noservername', '-verify_return_error', '-status', '-tls1_2', '-tls1_3', '-quiet', '-no_ign_eof', '-msg',
  '-prexit', '-ign_eof', '-4', '-6', '-debug', '-state', '-crlf', '-no_ticket',
]; // prettier-ignore

/** The certificate that a host and port serve for a name; `plain` for what speaks no TLS, `closed` for what does not listen. */
function servedAt(
  world: World,
  entry: HostEntry,
  port: string,
  serverName: string,
  host: string,
): { certificate: CertificateView; problem: string | null } | 'plain' | 'closed' {
  if (entry.kind === 'edge') {
    const known = (world.spec.edge?.hosts ?? []).some((one) => one.host === serverName);
    const met = endpoint(world, known ? serverName : (world.spec.edge?.hosts[0]?.host ?? host), '/');
    if (port === '80') return 'plain';
    if (port !== '443' || !met.served) return 'closed';
    return { certificate: met.served, problem: met.tlsError };
  }
  if (entry.kind === 'third party')
    return port === '443' ? { certificate: vendorCertificate(world, host), problem: null } : 'closed';
  return entry.ports.includes(Number(port)) ? 'plain' : 'closed';
}

/** What a vendor's server sends: nothing of theirs ever goes wrong with it here. */
function vendorCertificate(world: World, host: string): CertificateView {
  const issuer = "C = US, O = Let's Encrypt, CN = R11";
  const day = 86_400_000;
  const notBeforeMs = world.spec.startsAtMs - 31 * day;
  return {
    id: host,
    subject: `CN = ${host}`,
    issuer,
    serial: '03:7C:11:58:E2:90',
    names: [host],
    notBeforeMs,
    notAfterMs: notBeforeMs + 90 * day,
    chain: [
      {
        subject: issuer,
        issuer: 'C = US, O = Internet Security Research Group, CN = ISRG Root X1',
        notAfterMs: notBeforeMs + 900 * day,
      },
    ],
    path: '',
  };
}

/** OpenSSL walks from the root's side down to the leaf (depth 0) and names the first link that fails. */
function verify(
  chain: readonly PemCertificate[],
  tlsError: string | null,
  nowMs: number,
  wanted: string | undefined,
): { code: number; words: string; lines: string[] } {
  const lines: string[] = [];
  for (let depth = chain.length - 1; depth >= 0; depth--) {
    const link = chain[depth]!;
    lines.push(`depth=${depth} ${link.subject}`);
    if (link.notAfterMs <= nowMs)
      lines.push('verify error:num=10:certificate has expired', `notAfter=${opensslTime(link.notAfterMs)}`);
    lines.push('verify return:1');
  }
  if (chain.some((link) => link.notAfterMs <= nowMs)) return { code: 10, words: 'certificate has expired', lines };
  if (tlsError !== null)
    return {
      code: 20,
      words: tlsError,
      lines: [`depth=0 ${chain[0]!.subject}`, `verify error:num=20:${tlsError}`, 'verify return:1'],
    };
  if (wanted !== undefined && !chain[0]!.names.includes(wanted))
    return {
      code: 62,
      words: 'hostname mismatch',
      lines: [`depth=0 ${chain[0]!.subject}`, 'verify error:num=62:hostname mismatch', 'verify return:1', ...lines],
    };
  return { code: 0, words: 'ok', lines };
}

function x509(world: World, ctx: ToolContext, argv: readonly string[], stdin: string): ToolResult {
  const path = argv.includes('-in') ? argv[argv.indexOf('-in') + 1] : undefined;
  const onDisk = path === undefined ? null : certificates(world).find((certificate) => certificate.path === path);
  if (path !== undefined && !onDisk)
    return fail(
      `Can't open "${path}" for reading, No such file or directory\n${'40C7B9D1AB7F0000'}:error:80000002:system library:BIO_new_file:No such file or directory:../crypto/bio/bss_file.c:67:calling fopen(${path}, r)\nUnable to load certificate`,
    );
  const certificate = onDisk ?? fromPem(stdin);
  if (!certificate)
    return fail(
      `Could not read certificate from <stdin>\n${'40C7B9D1AB7F0000'}:error:1608010C:STORE routines:ossl_store_handle_load_result:unsupported:../crypto/store/store_result.c:151:\nUnable to load certificate`,
    );
  const lines: string[] = [];
  let exitCode = 0;
  for (let at = 0; at < argv.length; at++) {
    const flag = argv[at]!;
    if (flag === '-subject') lines.push(`subject=${certificate.subject}`);
    else if (flag === '-issuer') lines.push(`issuer=${certificate.issuer}`);
    else if (flag === '-serial') lines.push(`serial=${certificate.serial.replaceAll(':', '')}`);
    else if (flag === '-dates')
      lines.push(
        `notBefore=${opensslTime(certificate.notBeforeMs)}`,
        `notAfter=${opensslTime(certificate.notAfterMs)}`,
      );
    else if (flag === '-startdate') lines.push(`notBefore=${opensslTime(certificate.notBeforeMs)}`);
    else if (flag === '-enddate') lines.push(`notAfter=${opensslTime(certificate.notAfterMs)}`);
    else if (flag === '-text') lines.push(textForm(certificate));
    else if (flag === '-fingerprint')
      lines.push(`${argv.includes('-sha256') ? 'sha256' : 'SHA1'} Fingerprint=${fingerprint(certificate.serial, argv.includes('-sha256') ? 32 : 20)}`); // prettier-ignore
    else if (flag === '-email' || flag === '-sha256' || flag === '-sha1') continue;
    else if (flag === '-ext')
      lines.push(
        'X509v3 Subject Alternative Name: ',
        `    ${certificate.names.map((name) => `DNS:${name}`).join(', ')}`,
      );
    else if (flag === '-checkend') {
      const seconds = Number(argv[++at]);
      const expires = certificate.notAfterMs <= ctx.nowMs + seconds * 1000;
      lines.push(expires ? 'Certificate will expire' : 'Certificate will not expire');
      exitCode = expires ? 1 : 0;
    } else if (['-in', '-inform', '-nameopt', '-certopt', '-outform', '-out', '-dateopt'].includes(flag)) at++;
    else if (flag.startsWith('-') && flag !== '-noout')
      return fail(`x509: Unknown option: ${flag}\nx509: Use -help for summary.`);
    if (flag === '-ext') at++;
  }
  if (!argv.includes('-noout')) lines.push(toPem(certificate));
  return { ...out(lines.join('\n')), exitCode };
}

/** Bytes that stay the same for a serial number, as a digest would. */
function fingerprint(serial: string, bytes: number): string {
  let state = 2_166_136_261;
  return Array.from({ length: bytes }, (_, at) => {
    state = Math.imul(state ^ (serial.charCodeAt(at % serial.length) + at), 16_777_619) >>> 0;
    return ((state >>> 16) & 255).toString(16).toUpperCase().padStart(2, '0');
  }).join(':');
}

function textForm(certificate: PemCertificate): string {
  return [
    'Certificate:',
    '    Data:',
    '        Version: 3 (0x2)',
    `        Serial Number: ${certificate.serial.toLowerCase()}`,
    '        Signature Algorithm: sha256WithRSAEncryption',
    `        Issuer: ${certificate.issuer}`,
    '        Validity',
    `            Not Before: ${opensslTime(certificate.notBeforeMs)}`,
    `            Not After : ${opensslTime(certificate.notAfterMs)}`,
    `        Subject: ${certificate.subject}`,
    ...(certificate.names.length > 0
      ? [
          '        X509v3 extensions:',
          '            X509v3 Subject Alternative Name: ',
          `                ${certificate.names.map((name) => `DNS:${name}`).join(', ')}`,
        ]
      : []),
  ].join('\n');
}
