import { certificates, endpoint } from '../read.ts';
import type { World } from '../world.ts';
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
  complete: (_world, _ctx, argv) =>
    argv.length <= 1
      ? ['s_client', 'x509', 'version']
      : argv[0] === 's_client'
        ? ['-connect', '-servername', '-showcerts', '-brief']
        : ['-noout', '-dates', '-subject', '-issuer', '-enddate', '-checkend', '-text', '-in'],
};

function sClient(world: World, ctx: ToolContext, argv: readonly string[]): ToolResult {
  const after = (flag: string) => argv[argv.indexOf(flag) + 1];
  const connect = argv.includes('-connect') ? after('-connect') : argv.find((word) => /^[\w.-]+:\d+$/.test(word));
  if (!connect) return fail('s_client: -connect HOST:PORT is needed\ns_client: Use -help for summary.');
  const [host = '', port] = connect.split(':');
  const serverName = argv.includes('-servername') ? after('-servername')! : host;
  if (port !== undefined && port !== '443')
    return fail(
      `connect:errno=111\n${'40E7D8B5A77F0000'}:error:8000006F:system library:BIO_connect:Connection refused:../crypto/bio/bio_sock2.c:114:calling connect()`,
    );
  const met = endpoint(world, serverName, '/');
  if (!met.served)
    return fail(
      `${'40E7D8B5A77F0000'}:error:10080002:BIO routines:BIO_lookup_ex:system lib:../crypto/bio/bio_addr.c:758:Name or service not known\nconnect:errno=22`,
    );
  const chain = chainOf(met.served);
  const verdict = verify(chain, met.tlsError, ctx.nowMs);
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
  return { ...out(stdout), stderr: `${verdict.lines.join('\n')}\nDONE\n` };
}

/** OpenSSL walks from the root's side down to the leaf (depth 0) and names the first link that fails. */
function verify(
  chain: readonly PemCertificate[],
  tlsError: string | null,
  nowMs: number,
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
    } else if (flag === '-in' || flag === '-inform') at++;
    else if (flag.startsWith('-') && flag !== '-noout')
      return fail(`x509: Unknown option: ${flag}\nx509: Use -help for summary.`);
    if (flag === '-ext') at++;
  }
  if (!argv.includes('-noout')) lines.push(toPem(certificate));
  return { ...out(lines.join('\n')), exitCode };
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
