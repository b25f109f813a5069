import { endpoint } from '../read.ts';
import type { EndpointView } from '../inspect.ts';
import { isProblem, parseFlags } from './flags.ts';
import { fail, out, type Tool } from './tool.ts';
import { httpTime } from './when.ts';

const FLAGS = {
  silent: 'switch',
  'show-error': 'switch',
  output: 'value',
  'write-out': 'value',
  head: 'switch',
  insecure: 'switch',
  verbose: 'switch',
  'max-time': 'value',
  'connect-timeout': 'value',
  request: 'value',
  header: 'list',
  location: 'switch',
  fail: 'switch',
  include: 'switch',
  data: 'value',
  'user-agent': 'value',
} as const;
const SHORT = {
  s: 'silent',
  S: 'show-error',
  o: 'output',
  w: 'write-out',
  I: 'head',
  k: 'insecure',
  v: 'verbose',
  m: 'max-time',
  X: 'request',
  H: 'header',
  L: 'location',
  f: 'fail',
  i: 'include',
  d: 'data',
  A: 'user-agent',
};
const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  404: 'Not Found',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};
const DEFAULT_TIMEOUT_S = 60;

export const curl: Tool = {
  name: 'curl',
  summary: 'call the shop as a user would',
  usage:
    'Usage: curl [-sS] [-o /dev/null] [-w FORMAT] [-I] [-i] [-k] [-v] [-f] [-m SECONDS] URL\n\nFORMAT: %{http_code} %{time_total} %{time_connect} %{time_appconnect} %{ssl_verify_result} \\n',
  run: (world, ctx, argv) => {
    const flags = parseFlags(argv, FLAGS, SHORT);
    if (isProblem(flags))
      return fail(
        `curl: option ${flags.flag}: ${flags.why === 'unknown' ? 'is unknown' : 'requires parameter'}\ncurl: try 'curl --help' for more information`,
        2,
      );
    const url = flags.words[0];
    if (!url) return fail("curl: (2) no URL specified\ncurl: try 'curl --help' for more information", 2);
    const parts = /^(?:(https?):\/\/)?([\w.-]+)(?::(\d+))?(\/[^\s]*)?$/.exec(url);
    if (!parts) return fail('curl: (3) URL rejected: Malformed input to a URL function', 3);
    const [, scheme = 'http', host = '', typedPort, path = '/'] = parts;
    const quiet = flags.on('silent') && !flags.on('show-error');
    const trouble = (code: number, words: string, timing: Timing) => ({
      ...fail(quiet ? '' : `curl: (${code}) ${words}`, code),
      stdout: written(flags.value('write-out'), 0, timing),
    });
    const met = endpoint(world, host, path);
    if (met.service === '') return trouble(6, `Could not resolve host: ${host}`, NO_TIME);
    if (met.status === 0) {
      const port = typedPort ?? (scheme === 'https' ? '443' : '80');
      return trouble(7, `Failed to connect to ${host} port ${port} after 3 ms: Couldn't connect to server`, NO_TIME);
    }
    const connected = { connect: 0.004, tls: scheme === 'https' ? 0.031 : 0, total: 0.035 };
    if (scheme === 'https' && met.tlsError !== null && !flags.on('insecure'))
      return trouble(
        60,
        `SSL certificate problem: ${met.tlsError}\nMore details here: https://curl.se/docs/sslcerts.html\n\ncurl failed to verify the legitimacy of the server and therefore could not\nestablish a secure connection to it. To learn more about this situation and\nhow to fix it, please visit the web page mentioned above.`,
        connected,
      );
    const limitS = Number(flags.value('max-time') ?? DEFAULT_TIMEOUT_S);
    const timing = { ...connected, total: connected.total + met.seconds };
    if (timing.total > limitS)
      return trouble(28, `Operation timed out after ${Math.round(limitS * 1000)} milliseconds with 0 bytes received`, {
        ...timing,
        total: limitS,
      });
    if (flags.on('fail') && met.status >= 400)
      return trouble(22, `The requested URL returned error: ${met.status}`, timing);
    const headers = headerLines(met, ctx.nowMs);
    const output = flags.value('output');
    if (output !== undefined && output !== '/dev/null' && output !== '-')
      return fail(
        `curl: (23) client returned ERROR on write, 0 bytes could be saved to ${output}; redirect with > instead`,
        23,
      );
    const body = flags.on('head')
      ? `${headers}\n`
      : `${flags.on('include') ? `${headers}\n` : ''}${output === '/dev/null' ? '' : bodyOf(met, path)}`;
    return {
      ...out(''),
      stdout: body + written(flags.value('write-out'), met.status, timing),
      stderr: flags.on('verbose') ? verbose(met, path, headers) : '',
    };
  },
  complete: (world) => (world.spec.edge?.hosts ?? []).map(({ host }) => `https://${host}/`),
};

interface Timing {
  connect: number;
  tls: number;
  total: number;
}

const NO_TIME: Timing = { connect: 0, tls: 0, total: 0 };

function headerLines(met: EndpointView, nowMs: number): string {
  return [
    `HTTP/1.1 ${met.status} ${REASONS[met.status] ?? ''}`.trimEnd(),
    `date: ${httpTime(nowMs)}`,
    `server: ${met.edge ?? met.service}`,
    'content-type: application/json',
    ...(met.status === 503 ? ['retry-after: 5'] : []),
    '',
  ].join('\n');
}

function bodyOf(met: EndpointView, path: string): string {
  if (met.status < 400) return `{"status":"ok","path":"${path}"}\n`;
  return `{"error":"${REASONS[met.status] ?? 'error'}","path":"${path}"}\n`;
}

function verbose(met: EndpointView, path: string, headers: string): string {
  return (
    [
      `* Connected to ${met.host} (203.0.113.20) port 443`,
      ...(met.served
        ? [
            `* Server certificate:`,
            `*  subject: ${met.served.subject}`,
            `*  expire date: ${httpTime(met.served.notAfterMs)}`,
            `*  issuer: ${met.served.issuer}`,
          ]
        : []),
      `> GET ${path} HTTP/1.1`,
      `> Host: ${met.host}`,
      '>',
      ...headers.split('\n').map((line) => `< ${line}`),
    ].join('\n') + '\n'
  );
}

function written(format: string | undefined, status: number, timing: Timing): string {
  if (format === undefined) return '';
  const values: Readonly<Record<string, string>> = {
    http_code: String(status).padStart(3, '0'),
    response_code: String(status).padStart(3, '0'),
    time_total: timing.total.toFixed(6),
    time_connect: timing.connect.toFixed(6),
    time_appconnect: timing.tls.toFixed(6),
    time_starttransfer: timing.total.toFixed(6),
    ssl_verify_result: '0',
    size_download: '0',
  };
  return format
    .replace(/%\{(\w+)\}/g, (all, name: string) => values[name] ?? all)
    .replaceAll('\\n', '\n')
    .replaceAll('\\t', '\t');
}
