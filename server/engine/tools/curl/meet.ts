import type { EndpointView } from '../../inspect.ts';
import { endpoint } from '../../read.ts';
import { fraction } from '../../random.ts';
import type { World } from '../../world.ts';
import { hosts, lookUp, hostOf, type HostEntry } from '../net/address.ts';
import { thirdParties } from '../platform.ts';
import { statusPage } from './status-page.ts';

/** What a request meets, before TLS is judged. */
export type Meeting =
  | { kind: 'no such host' }
  | { kind: 'silent'; address: string }
  | { kind: 'refused'; address: string }
  /** Something answers there that does not speak TLS. */
  | { kind: 'plain only'; address: string }
  | {
      kind: 'answer';
      address: string;
      tls: boolean;
      met: EndpointView;
      body: string;
      contentType: string;
      location?: string;
    };

export interface Request {
  scheme: 'http' | 'https';
  host: string;
  port: number;
  path: string;
  /** `--resolve`: where to go instead of what DNS says. */
  address?: string;
}

/** Who answers a request, and what. Hosts of the edge speak TLS on 443, services plain HTTP, third parties TLS. */
export function meet(world: World, request: Request): Meeting {
  const { host, port, scheme, path } = request;
  const found = request.address === undefined ? lookUp(world, host) : atAddress(world, request.address, host);
  if (found === null) return { kind: 'no such host' };
  const { address, entry } = found;
  if (entry === undefined) return { kind: 'silent', address };
  if (entry.kind === 'third party')
    return port === 443 ? askParty(world, host, path, address) : { kind: 'silent', address };
  if (entry.kind === 'edge' || entry.kind === 'service') return askOwn(world, request, entry, address);
  if (!entry.ports.includes(port)) return { kind: 'refused', address };
  return scheme === 'https' ? { kind: 'plain only', address } : { kind: 'refused', address };
}

function atAddress(world: World, address: string, host: string) {
  const all = hosts(world);
  const entry = all.find((one) => one.address === address && one.host === host) ?? all.find((one) => one.address === address); // prettier-ignore
  return { address, entry };
}

function askOwn(world: World, { scheme, host, port, path }: Request, entry: HostEntry, address: string): Meeting {
  const met = endpoint(world, host, path);
  const edge = entry.kind === 'edge';
  // An entry service with a public name stands behind a balancer that speaks TLS for it.
  const entrance = !edge && world.spec.edge === undefined && entry.id === world.spec.entry && host.includes('.');
  const open = edge || entrance ? [80, 443] : [...entry.ports, 80, 8080];
  if (met.status === 0 || met.service === '' || !open.includes(port)) return { kind: 'refused', address };
  const tls = (edge || entrance) && port === 443;
  if (scheme === 'https' && !tls) return { kind: 'plain only', address };
  if (edge && scheme === 'http')
    return {
      kind: 'answer',
      address,
      tls: false,
      met: { ...met, status: port === 443 ? 400 : 301, seconds: 0.002, tlsError: null },
      body: '',
      contentType: 'text/html',
      location: `https://${host}${path}`,
    };
  return { kind: 'answer', address, tls, met, body: bodyOf(met, path), contentType: 'application/json' };
}

export const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  301: 'Moved Permanently',
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

function bodyOf(met: EndpointView, path: string): string {
  if (met.status < 400) return `{"status":"ok","path":${JSON.stringify(path)}}\n`;
  return `{"error":"${REASONS[met.status] ?? 'error'}","path":${JSON.stringify(path)}}\n`;
}

/**
 * A vendor's API answers as well as it is: what our own quota and time limits make of its answers is no part of it. Its
 * status page says what it says.
 */
function askParty(world: World, host: string, path: string, address: string): Meeting {
  const party = thirdParties(world).find((one) => one.host === host || hostOf(one.statusPage.url) === host);
  if (!party) return { kind: 'silent', address };
  const view = (status: number, seconds: number): EndpointView => ({
    host,
    edge: null,
    served: null,
    onDisk: null,
    tlsError: null,
    status,
    seconds,
    service: party.id,
  });
  if (host !== party.host) {
    const page = statusPage(world, party, path);
    return {
      kind: 'answer',
      address,
      tls: true,
      met: view(page.status, 0.061),
      body: page.body,
      contentType: page.type,
    };
  }
  const { errorShare, answerS } = world.thirdParties.find(({ id }) => id === party.id)!;
  const fails = fraction(world.nowS, host.length) < errorShare;
  const seconds = Math.max(0.03, answerS * (0.85 + 0.3 * fraction(world.nowS, 3)));
  const probe = /health|status|ping|^\/?$/.test(path);
  const status = fails ? 503 : probe ? 200 : 401;
  const body = fails
    ? '{"error":{"type":"api_error","message":"Service temporarily unavailable"}}\n'
    : probe
      ? '{"status":"ok"}\n'
      : '{"error":{"type":"authentication_error","message":"No API key provided"}}\n';
  return { kind: 'answer', address, tls: true, met: view(status, seconds), body, contentType: 'application/json' };
}
