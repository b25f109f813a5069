/** Seconds since the start at which each stage of a transfer ended; 0 = it did not get there. */
export interface Timing {
  namelookup: number;
  connect: number;
  appconnect: number;
  pretransfer: number;
  starttransfer: number;
  total: number;
}

export const NO_TIME: Timing = { namelookup: 0, connect: 0, appconnect: 0, pretransfer: 0, starttransfer: 0, total: 0 };

/** A near host: a millisecond each way; a TLS handshake takes two of them and the server's signature. */
export function timingOf(tls: boolean, seconds: number, distanceS: number): Timing {
  const connect = 0.002 + distanceS;
  const appconnect = tls ? connect + 0.021 + 2 * distanceS : 0;
  const pretransfer = (tls ? appconnect : connect) + 0.0002;
  const starttransfer = pretransfer + distanceS + seconds;
  return { namelookup: 0.0011, connect, appconnect, pretransfer, starttransfer, total: starttransfer + 0.0004 };
}

export interface Written {
  status: number;
  timing: Timing;
  url: string;
  scheme: string;
  method: string;
  contentType: string;
  address: string;
  port: number;
  bodyBytes: number;
  headerBytes: number;
  requestBytes: number;
  verifyResult: number;
  redirects: number;
  redirectUrl: string;
  exitCode: number;
  message: string;
}

/** `-w`: curl's variables, and what it says of those it does not know (stderr). */
export function writeOut(format: string | undefined, result: Written): { text: string; trouble: string } {
  if (format === undefined) return { text: '', trouble: '' };
  const values = variables(result);
  let trouble = '';
  const text = format.replace(/%%|%\{([\w]+)\}|\\n|\\t|\\r/g, (all, name?: string) => {
    if (all === '%%') return '%';
    if (all === '\\n') return '\n';
    if (all === '\\t') return '\t';
    if (all === '\\r') return '\r';
    if (name === 'stderr' || name === 'stdout') return '';
    if (name === 'json') return JSON.stringify(Object.fromEntries(Object.entries(values).map(([key, value]) => [key, /^\d+(\.\d+)?$/.test(value) ? Number(value) : value]))); // prettier-ignore
    if (Object.hasOwn(values, name!)) return values[name!]!;
    trouble += `curl: unknown --write-out variable: '${name!}'\n`;
    return '';
  });
  return { text, trouble };
}

function variables(result: Written): Record<string, string> {
  const { timing } = result;
  const code = String(result.status).padStart(3, '0');
  return {
    content_type: result.contentType,
    errormsg: result.message,
    exitcode: String(result.exitCode),
    filename_effective: '',
    http_code: code,
    http_connect: '000',
    http_version: result.status === 0 ? '0' : '1.1',
    local_ip: result.address === '' ? '' : '10.40.9.4',
    local_port: result.address === '' ? '0' : '51344',
    method: result.method,
    num_connects: result.address === '' ? '0' : String(1 + result.redirects),
    num_headers: result.status === 0 ? '0' : '4',
    num_redirects: String(result.redirects),
    redirect_url: result.redirectUrl,
    remote_ip: result.address,
    remote_port: result.address === '' ? '0' : String(result.port),
    response_code: code,
    scheme: result.scheme.toUpperCase(),
    size_download: String(result.bodyBytes),
    size_header: String(result.headerBytes),
    size_request: String(result.requestBytes),
    size_upload: '0',
    speed_download: String(timing.total > 0 ? Math.floor(result.bodyBytes / timing.total) : 0),
    speed_upload: '0',
    ssl_verify_result: String(result.verifyResult),
    time_appconnect: timing.appconnect.toFixed(6),
    time_connect: timing.connect.toFixed(6),
    time_namelookup: timing.namelookup.toFixed(6),
    time_pretransfer: timing.pretransfer.toFixed(6),
    time_redirect: '0.000000',
    time_starttransfer: timing.starttransfer.toFixed(6),
    time_total: timing.total.toFixed(6),
    url: result.url,
    url_effective: result.url,
  };
}
