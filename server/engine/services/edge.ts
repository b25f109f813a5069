/** TLS-terminating proxies with kept-alive client connections: only a new connection meets the certificate. */
export interface EdgeState {
  id: string;
  clients: EdgeClient[];
  /** Certificates by id as the running proxies loaded them. */
  loaded: Record<string, CertificateState>;
  /** False while the proxies restart: they take no connections. */
  up: boolean;
  /** Cumulative. */
  handshakesOk: number;
  handshakesFailed: number;
  /** Share of attempts without a connection in the last second. */
  blockedShare: number;
}

/** Clients that keep and renew connections in their own way: browsers, mobile apps, partners' servers. */
export interface EdgeClient {
  id: string;
  /** Smoothed attempts per second. */
  rate: number;
  open: number;
  /** Cumulative. */
  passed: number;
  blocked: number;
}

export interface CertificateState {
  id: string;
  subject: string;
  issuer: string;
  serial: string;
  names: string[];
  notBeforeMs: number;
  notAfterMs: number;
  /** What is sent beside the leaf. */
  chain: { subject: string; issuer: string; notAfterMs: number }[];
  path: string;
  /** What the CA answers to a renewal while a fault keeps it from giving one. */
  renewalFails?: string;
}
