import type { World } from '../world.ts';
import { meet, REASONS, type Meeting, type Request } from './curl/meet.ts';
import { NO_TIME, timingOf, writeOut, type Timing, type Written } from './curl/timing.ts';
import { conversation, failedConversation } from './curl/verbose.ts';
import { isProblem, parseFlags, type ParsedFlags } from './flags.ts';
import { thirdParties } from './platform.ts';
import { fail, type Tool, type ToolContext, type ToolResult } from './tool.ts';
import { httpTime } from './when.ts';

const FLAGS = {
  silent: 'switch', 'show-error': 'switch', output: 'value', 'write-out': 'value', head: 'switch', insecure: 'switch', verbose: 'switch',
  'max-time': 'value', 'connect-timeout': 'value', request: 'value', header: 'list', location: 'switch', fail: 'switch',
  'fail-with-body': 'switch', include: 'switch', data: 'list', 'data-raw': 'list', 'data-binary': 'list', json: 'list', form: 'list',
  'user-agent': 'value', user: 'value', cookie: 'value', referer: 'value', resolve: 'list', 'connect-to': 'list', cacert: 'value',
  capath: 'value', cert: 'value', key: 'value', retry: 'value', 'retry-delay': 'value', 'max-redirs': 'value', 'dump-header': 'value',
  'no-buffer': 'switch', 'progress-bar': 'switch', compressed: 'switch', get: 'switch', ipv4: 'switch', ipv6: 'switch', 'http1.1': 'switch',
  http2: 'switch', 'tlsv1.2': 'switch', 'tlsv1.3': 'switch', globoff: 'switch', proxy: 'value', url: 'list', version: 'switch',
  'limit-rate': 'value', 'no-progress-meter': 'switch', range: 'value', 'remote-name': 'switch', 'path-as-is': 'switch', 'cookie-jar': 'value',
} as const; // prettier-ignore
const SHORT = {
  s: 'silent', S: 'show-error', o: 'output', w: 'write-out', I: 'head', k: 'insecure', v: 'verbose', m: 'max-time', X: 'request',
  H: 'header', L: 'location', f: 'fail', i: 'include', d: 'data', A: 'user-agent', u: 'user', b: 'cookie', e: 'referer', N: 'no-buffer',
  '#': 'progress-bar', G: 'get', 4: 'ipv4', 6: 'ipv6', g: 'globoff', x: 'proxy', V: 'version', D: 'dump-header', F: 'form', E: 'cert',
  r: 'range', O: 'remote-name', c: 'cookie-jar',
}; // prettier-ignore
const USAGE = `Usage: curl [options...] <url>
 -d, --data <data>          HTTP POST data
 -f, --fail                 Fail fast with no output on HTTP errors
 -H, --header <header>      Pass custom header(s) to server
 -I, --head                 Show document info only
 -i, --include              Include protocol response headers in the output
 -k, --insecure             Allow insecure server connections
 -L, --location             Follow redirects
 -m, --max-time <seconds>   Maximum time allowed for transfer
     --connect-timeout <seconds>
 -o, --output /dev/null     Throw the body away
     --resolve <host:port:addr>
 -s, --silent               Silent mode
 -S, --show-error           Show error even when -s is used
 -v, --verbose              Make the operation more talkative
 -w, --write-out <format>   %{http_code} %{time_connect} %{time_appconnect} %{time_starttransfer} %{time_total} …
 -X, --request <method>     Specify request method to use`;

/** curl gives up on a silent host after so long when nobody says otherwise (two minutes of SYN retries). */
const SYN_RETRIES_S = 130;
const MOST_REDIRECTS = 50;

export const curl: Tool = {
  name: 'curl',
  summary: 'call the shop as a user would',
  usage: USAGE,
  run: (world, ctx, argv) => {
    const flags = parseFlags(argv, FLAGS, SHORT);
    if (isProblem(flags))
      return fail(
        `curl: option ${flags.flag}: ${flags.why === 'unknown' ? 'is unknown' : 'requires parameter'}\ncurl: try 'curl --help' for more information`,
        2,
      );
    if (flags.on('version')) return { ...fail(''), stdout: 'curl 7.88.1 (x86_64-pc-linux-gnu) libcurl/7.88.1 OpenSSL/3.0.15 zlib/1.2.13\nRelease-Date: 2023-02-20, security patched: 7.88.1-10+deb12u8\nProtocols: http https\n', exitCode: 0 }; // prettier-ignore
    const urls = [...flags.list('url'), ...flags.words];
    if (urls.length === 0) return fail("curl: (2) no URL specified\ncurl: try 'curl --help' for more information", 2);
    for (const name of ['max-time', 'connect-timeout']) {
      const value = flags.value(name);
      if (value !== undefined && !(Number(value) >= 0))
        return fail(`curl: option ${name === 'max-time' ? '-m' : '--connect-timeout'}: expected a proper numerical parameter\ncurl: try 'curl --help' for more information`, 2); // prettier-ignore
    }
    const results = urls.slice(0, 20).map((url) => transfer(world, ctx, flags, url));
    return {
      stdout: results.map((result) => result.stdout).join(''),
      stderr: results.map((result) => result.stderr).join(''),
      exitCode: results.at(-1)!.exitCode,
      actions: [],
    };
  },
  complete: (world, _ctx, argv) => {
    if (argv.at(-1)?.startsWith('-'))
      return [
        '-s',
        '-S',
        '-sS',
        '-o',
        '-w',
        '-I',
        '-i',
        '-k',
        '-L',
        '-v',
        '-m',
        '--connect-timeout',
        '--resolve',
        '-X',
        '-H',
      ];
    if (argv.at(-2) === '-o') return ['/dev/null'];
    if (argv.at(-2) === '-w') return ["'%{http_code} %{time_total}\\n'"];
    const edges = (world.spec.edge?.hosts ?? []).map(({ host }) => `https://${host}/`);
    const own = world.spec.services.map(({ id, port }) => `http://${id}:${port ?? 80}/`);
    const vendors = thirdParties(world).flatMap((one) => [
      `https://${one.host}/`,
      `${one.statusPage.url}/api/v2/status.json`,
    ]);
    return [...edges, ...vendors, ...own];
  },
};

/** One URL, redirects included. */
function transfer(world: World, ctx: ToolContext, flags: ParsedFlags, written: string): ToolResult {
  let url = written;
  let before = '';
  let spoken = '';
  for (let redirects = 0; ; redirects++) {
    const step = exchange(world, ctx, flags, url, redirects);
    spoken += step.verbose;
    if (step.location !== undefined && flags.on('location') && redirects < MOST_REDIRECTS) {
      before += flags.on('include') || flags.on('head') ? step.headers : '';
      url = step.location;
      continue;
    }
    const out = writeOut(flags.value('write-out'), step.written);
    return {
      stdout: before + step.stdout + out.text,
      stderr: (flags.on('verbose') ? spoken : '') + step.stderr + out.trouble,
      exitCode: step.written.exitCode,
      actions: [],
    };
  }
}

interface Exchange {
  stdout: string;
  stderr: string;
  headers: string;
  verbose: string;
  written: Written;
  location?: string;
}

function exchange(world: World, ctx: ToolContext, flags: ParsedFlags, url: string, redirects: number): Exchange {
  const request = readUrl(url, flags);
  const method =
    flags.value('request') ?? (flags.on('head') ? 'HEAD' : hasData(flags) && !flags.on('get') ? 'POST' : 'GET');
  const base: Written = {
    status: 0, timing: NO_TIME, url, scheme: typeof request === 'object' ? request.scheme : '', method, contentType: '', address: '', port: 0,
    bodyBytes: 0, headerBytes: 0, requestBytes: 0, verifyResult: 0, redirects, redirectUrl: '', exitCode: 0, message: '',
  }; // prettier-ignore
  const quiet = flags.on('silent') && !flags.on('show-error');
  const trouble = (
    exitCode: number,
    message: string,
    more: Partial<Written> = {},
    verbose = '',
    tail = '',
  ): Exchange => ({
    stdout: '',
    stderr: quiet ? '' : `curl: (${exitCode}) ${message}\n${tail}`,
    headers: '',
    verbose,
    written: { ...base, ...more, exitCode, message },
  });
  if (typeof request === 'string')
    return request === '' ? trouble(3, 'URL using bad/illegal format or missing URL') : trouble(1, `Protocol "${request}" not supported or disabled in libcurl`); // prettier-ignore
  const { host, port } = request;
  const limitS = Number(flags.value('max-time') ?? 0);
  const connectLimitS = Number(flags.value('connect-timeout') ?? 0);
  const meeting = meet(world, request);
  switch (meeting.kind) {
    case 'no such host':
      return trouble(
        6,
        `Could not resolve host: ${host}`,
        {},
        `* Could not resolve host: ${host}\n* Closing connection 0\n`,
      );
    case 'silent': {
      const patience = Math.min(...[limitS, connectLimitS, SYN_RETRIES_S].filter((seconds) => seconds > 0));
      const timing = { ...NO_TIME, namelookup: 0.0011, total: patience };
      const verbose = `*   Trying ${meeting.address}:${port}...\n* ${patience < SYN_RETRIES_S ? `Connection timed out after ${Math.round(patience * 1000)} milliseconds` : `connect to ${meeting.address} port ${port} failed: Connection timed out`}\n* Closing connection 0\n`; // prettier-ignore
      return patience < SYN_RETRIES_S
        ? trouble(28, `Connection timed out after ${Math.round(patience * 1000)} milliseconds`, { timing }, verbose)
        : trouble(28, `Failed to connect to ${host} port ${port} after ${patience * 1000 + 204} ms: Couldn't connect to server`, { timing }, verbose); // prettier-ignore
    }
    case 'refused':
      return trouble(7, `Failed to connect to ${host} port ${port} after 3 ms: Couldn't connect to server`, { timing: { ...NO_TIME, namelookup: 0.0011, total: 0.0031 } }, failedConversation(host, meeting.address, port, 'Connection refused')); // prettier-ignore
    case 'plain only':
      return trouble(35, 'error:0A00010B:SSL routines::wrong version number', { address: meeting.address, port });
    case 'answer':
      return answered(world, ctx, flags, request, meeting, { base, limitS, trouble });
  }
}

interface Asked {
  base: Written;
  limitS: number;
  trouble: (exitCode: number, message: string, more?: Partial<Written>, verbose?: string, tail?: string) => Exchange;
}

function answered(
  world: World,
  ctx: ToolContext,
  flags: ParsedFlags,
  request: Request,
  meeting: Extract<Meeting, { kind: 'answer' }>,
  { base, limitS, trouble }: Asked,
): Exchange {
  const { met, tls, address } = meeting;
  const { host, port, path } = request;
  const insecure = flags.on('insecure');
  const problem = tls ? (met.tlsError ?? nameProblem(host, met.served?.names)) : null;
  const timing = timingOf(tls, met.seconds, host.endsWith('.example') && !met.edge ? 0.018 : 0.002);
  const headers = headerLines(met, meeting, ctx.nowMs);
  const asked = requestLines(flags, base.method, host, path);
  const say = (cut: boolean) =>
    conversation({
      host,
      address,
      port,
      tls,
      served: met.served,
      problem,
      insecure,
      request: asked,
      headers: cut ? [] : headers,
    });
  const met_ = { address, port, verifyResult: problem === null ? 0 : problem.includes('expired') ? 10 : 20 };
  if (problem !== null && !insecure) {
    const words = problem.startsWith('no alternative') ? `SSL: ${problem}` : `SSL certificate problem: ${problem}`;
    return trouble(60, words, { ...met_, timing: until(timing, 'connect') }, say(false), MORE_ON_TLS);
  }
  if (limitS > 0 && timing.total > limitS)
    return trouble(28, `Operation timed out after ${Math.round(limitS * 1000)} milliseconds with 0 bytes received`, { ...met_, timing: { ...timing, starttransfer: 0, total: limitS } }, say(true)); // prettier-ignore
  const failing = met.status >= 400 && (flags.on('fail') || flags.on('fail-with-body'));
  const output = flags.value('output');
  if (output !== undefined && output !== '/dev/null' && output !== '-')
    return trouble(23, `client returned ERROR on write, ${meeting.body.length} bytes could not be saved to ${output}; redirect with > instead`); // prettier-ignore
  const head = `${headers.join('\n')}\n\n`;
  const thrown = output === '/dev/null' || base.method === 'HEAD' || (failing && !flags.on('fail-with-body'));
  const shown = (flags.on('head') || flags.on('include') ? (output === '/dev/null' ? '' : head) : '') + (thrown ? '' : meeting.body); // prettier-ignore
  const written: Written = {
    ...base,
    ...met_,
    status: met.status,
    timing,
    contentType: meeting.contentType,
    bodyBytes: base.method === 'HEAD' ? 0 : meeting.body.length,
    headerBytes: head.length + headers.length + 1,
    requestBytes: asked.join('\r\n').length + 4,
    redirectUrl: meeting.location ?? '',
    ...(failing ? { exitCode: 22, message: `The requested URL returned error: ${met.status}` } : {}),
  };
  const quiet = flags.on('silent') && !flags.on('show-error');
  return {
    stdout: shown,
    stderr: failing && !quiet ? `curl: (22) ${written.message}\n` : '',
    headers: head,
    verbose: say(false),
    written,
    ...(meeting.location === undefined ? {} : { location: meeting.location }),
  };
}

const MORE_ON_TLS = `More details here: https://curl.se/docs/sslcerts.html

curl failed to verify the legitimacy of the server and therefore could not
establish a secure connection to it. To learn more about this situation and
how to fix it, please visit the web page mentioned above.
`;

function until(timing: Timing, stage: 'connect'): Timing {
  return { ...NO_TIME, namelookup: timing.namelookup, connect: timing[stage], total: timing.connect + 0.024 };
}

function nameProblem(host: string, names: readonly string[] | undefined): string | null {
  if (!names || names.length === 0) return null;
  const fits = names.some((name) => name === host || (name.startsWith('*.') && host.split('.').slice(1).join('.') === name.slice(2))); // prettier-ignore
  return fits ? null : `no alternative certificate subject name matches target host name '${host}'`;
}

/** A URL's parts; '' when it is none, the protocol's name when it is one that is not spoken here. */
function readUrl(url: string, flags: ParsedFlags): Request | string {
  const protocol = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase();
  if (protocol !== undefined && protocol !== 'http' && protocol !== 'https') return protocol;
  const parts = /^(?:https?:\/\/)?(?:[^@/]*@)?([\w.-]+)(?::(\d{1,5}))?([/?][^\s]*)?$/i.exec(url);
  if (!parts) return '';
  const [, host = '', typedPort, rest = '/'] = parts;
  const scheme = protocol === 'https' ? 'https' : 'http';
  const port = Number(typedPort ?? (scheme === 'https' ? 443 : 80));
  const path = (rest.startsWith('?') ? `/${rest}` : rest).split('#')[0]!;
  const pinned = flags.list('resolve').map((one) => /^\+?([^:]+):(\d+|\*):(.+)$/.exec(one)).find((one) => one && (one[1] === host || one[1] === '*') && (one[2] === '*' || Number(one[2]) === port)); // prettier-ignore
  return { scheme, host, port, path, ...(pinned ? { address: pinned[3]!.replace(/^\[|\]$/g, '') } : {}) };
}

function hasData(flags: ParsedFlags): boolean {
  return ['data', 'data-raw', 'data-binary', 'json', 'form'].some((name) => flags.list(name).length > 0);
}

function requestLines(flags: ParsedFlags, method: string, host: string, path: string): string[] {
  const own = flags.list('header').map((header) => header.slice(0, 500));
  const has = (name: string) => own.some((header) => header.toLowerCase().startsWith(`${name}:`));
  const body = ['data', 'data-raw', 'data-binary', 'json'].flatMap((name) => flags.list(name)).join('&');
  return [
    `${method} ${path} HTTP/1.1`,
    ...(has('host') ? [] : [`Host: ${host}`]),
    ...(flags.value('user') === undefined ? [] : ['Authorization: Basic ***']),
    ...(has('user-agent') ? [] : [`User-Agent: ${flags.value('user-agent') ?? 'curl/7.88.1'}`]),
    ...(has('accept') ? [] : ['Accept: */*']),
    ...own,
    ...(body === '' ? [] : [`Content-Length: ${body.length}`, ...(has('content-type') ? [] : [`Content-Type: ${flags.list('json').length > 0 ? 'application/json' : 'application/x-www-form-urlencoded'}`])]), // prettier-ignore
  ];
}

function headerLines(
  met: Extract<Meeting, { kind: 'answer' }>['met'],
  { contentType, body, location }: Extract<Meeting, { kind: 'answer' }>,
  nowMs: number,
): string[] {
  return [
    `HTTP/1.1 ${met.status} ${REASONS[met.status] ?? ''}`.trimEnd(),
    `date: ${httpTime(nowMs)}`,
    `server: ${met.edge ?? met.service}`,
    `content-type: ${contentType}`,
    `content-length: ${body.length}`,
    ...(location === undefined ? [] : [`location: ${location}`]),
    ...(met.status === 503 ? ['retry-after: 5'] : []),
  ];
}
