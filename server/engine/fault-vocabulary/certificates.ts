import { chainProblem } from '../services/certificate.ts';
import type { CertificateState } from '../services/edge.ts';
import type { World } from '../world.ts';
import type { ActionWord, GuardWord, Params } from './word.ts';
import { number, text } from './word.ts';

/** Certificates that the edge serves. */
export const CERTIFICATE_ACTIONS: Readonly<Record<string, ActionWord>> = {
  'certificate.expire': {
    params: {
      certificate: 'certificate',
      'part?': "'leaf' (default) or 'intermediate'",
      'diskToo?': 'also the copy on disk (true)',
      'inS?': 'seconds from now (0)',
    },
    meaning:
      'What the proxies serve expires, now or a little later. (A certificate whose notAfter lies in the drill needs no action.)',
    run: (world, params) => {
      const atMs = world.spec.startsAtMs + (world.nowS + number(params, 'inS', 0)) * 1000;
      expire(world, text(params, 'certificate'), text(params, 'part', 'leaf'), params['diskToo'] !== false, atMs);
    },
  },
  'renewal.fail': {
    params: { certificate: 'certificate', text: 'what the CA answers' },
    meaning: 'The CA gives no new certificate: renewals fail with that answer.',
    run: (world, params) => {
      certificateOf(world, params).renewalFails = text(params, 'text');
    },
  },
  'renewal.work': {
    params: { certificate: 'certificate' },
    meaning: 'The CA is there again.',
    run: (world, params) => {
      delete certificateOf(world, params).renewalFails;
    },
  },
};

export const CERTIFICATE_GUARDS: Readonly<Record<string, GuardWord>> = {
  certificateValid: {
    params: { host: 'host name' },
    meaning: 'The chain that is served for the host is valid now.',
    holds: (world, params) => {
      const host = text(params, 'host');
      const served = world.spec.edge?.hosts.find((candidate) => candidate.host === host);
      if (served === undefined) throw new Error(`no edge serves the host "${host}"`);
      const certificate = world.edge?.loaded[served.certificate];
      return certificate !== undefined && chainProblem(certificate, world.spec.startsAtMs + world.nowS * 1000) === null;
    },
  },
};

function certificateOf(world: World, params: Params): CertificateState {
  const id = text(params, 'certificate');
  const certificate = world.certificates.find((candidate) => candidate.id === id);
  if (certificate === undefined) throw new Error(`there is no certificate "${id}"`);
  return certificate;
}

function expire(world: World, id: string, part: string, diskToo: boolean, atMs: number): void {
  const copies = [
    world.edge?.loaded[id],
    diskToo ? world.certificates.find((certificate) => certificate.id === id) : undefined,
  ];
  for (const certificate of copies) {
    if (certificate === undefined) continue;
    if (part === 'leaf') certificate.notAfterMs = Math.min(certificate.notAfterMs, atMs);
    else for (const link of certificate.chain) link.notAfterMs = Math.min(link.notAfterMs, atMs);
  }
}
