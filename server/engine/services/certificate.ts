import type { WorldSpec } from '../spec.ts';
import type { World } from '../world.ts';
import type { CertificateState, EdgeState } from './edge.ts';

/** The copies on disk, which may be newer than what the proxies loaded. */
export function createCertificates(spec: WorldSpec): CertificateState[] {
  return spec.certificates.map(({ renewal: _, onDisk, ...certificate }) =>
    copyCertificate({ ...certificate, ...onDisk }),
  );
}

function loadedCertificates(spec: WorldSpec): CertificateState[] {
  return spec.certificates.map(({ renewal: _, onDisk: __, ...certificate }) => copyCertificate(certificate));
}

/** Proxies as they run after days of quiet: every client has the connections it needs. */
export function createEdge(spec: WorldSpec): EdgeState | null {
  if (spec.edge === undefined) return null;
  let rate = 0;
  for (const journey of spec.journeys) rate += journey.rate;
  return {
    id: spec.edge.id,
    clients: spec.edge.clients.map((client) => ({
      id: client.id,
      rate: rate * client.share,
      open: (rate * client.share) / client.requestsPerS,
      passed: 0,
      blocked: 0,
    })),
    loaded: Object.fromEntries(loadedCertificates(spec).map((certificate) => [certificate.id, certificate])),
    up: true,
    handshakesOk: 0,
    handshakesFailed: 0,
    blockedShare: 0,
  };
}

export function copyCertificate(certificate: CertificateState): CertificateState {
  return { ...certificate, names: [...certificate.names], chain: certificate.chain.map((link) => ({ ...link })) };
}

/** The running proxies read their certificates from disk again. Open connections live on. */
export function reloadEdge(world: World, edge: EdgeState): void {
  for (const certificate of world.certificates) edge.loaded[certificate.id] = copyCertificate(certificate);
}

/** Why a client refuses this chain at `atMs`, in OpenSSL's words; null = it does not. */
export function chainProblem(certificate: CertificateState, atMs: number): string | null {
  if (atMs >= certificate.notAfterMs) return 'certificate has expired';
  if (atMs < certificate.notBeforeMs) return 'certificate is not yet valid';
  for (const link of certificate.chain) if (atMs >= link.notAfterMs) return 'certificate has expired';
  return null;
}

/**
 * One second at the proxies: each client class needs rate/requestsPerS connections and loses open/life of them. A gap is
 * filled by handshakes when the chain of its host is valid, as far as the proxies can sign; else the handshakes fail.
 * @param attempts requests that users want to make in this second
 * @returns share of them that has a connection, 0..1. The rest never reaches a server counter.
 */
export function passEdge(world: World, edge: EdgeState, attempts: number): number {
  const spec = world.spec.edge!;
  const allValid = edge.up && chainIsValid(world, edge, undefined);
  let gaps = 0;
  for (let i = 0; i < edge.clients.length; i++) {
    const client = edge.clients[i]!;
    const of = spec.clients[i]!;
    client.rate += 0.05 * (attempts * of.share - client.rate);
    client.open -= client.open / of.connectionLifeS;
    if (allValid || accepts(world, edge, of.host)) gaps += Math.max(0, client.rate / of.requestsPerS - client.open);
  }
  const fill = gaps > 0 ? Math.min(1, spec.handshakesPerS / gaps) : 0;
  let passing = 0;
  for (let i = 0; i < edge.clients.length; i++) {
    const client = edge.clients[i]!;
    const of = spec.clients[i]!;
    const need = client.rate / of.requestsPerS;
    const gap = need - client.open;
    if (gap > 0) {
      if (allValid || accepts(world, edge, of.host)) {
        client.open += gap * fill;
        edge.handshakesOk += gap * fill;
      } else edge.handshakesFailed += gap * of.requestsPerS;
    }
    const share = need > 0 && client.open < need ? client.open / need : 1;
    client.passed += attempts * of.share * share;
    client.blocked += attempts * of.share * (1 - share);
    passing += of.share * share;
  }
  edge.blockedShare = 1 - passing;
  return passing > 0.999999 ? 1 : passing;
}

/** A client that uses one host only connects as long as that host's chain is valid. */
function accepts(world: World, edge: EdgeState, host: string | undefined): boolean {
  return edge.up && host !== undefined && chainIsValid(world, edge, host);
}

/** The served chain of `host` is accepted; without one, that of every host: such clients use them all. */
function chainIsValid(world: World, edge: EdgeState, host: string | undefined): boolean {
  const atMs = world.spec.startsAtMs + world.nowS * 1000;
  for (const served of world.spec.edge!.hosts) {
    const certificate = host === undefined || host === served.host ? edge.loaded[served.certificate] : undefined;
    if (certificate !== undefined && chainProblem(certificate, atMs) !== null) return false;
  }
  return true;
}
