import { chainProblem } from '../services/certificate.ts';
import type { World } from '../world.ts';
import type { ActionWord, GuardWord } from './word.ts';
import { text } from './word.ts';

/** Certificates that the edge serves. */
export const CERTIFICATE_ACTIONS: Readonly<Record<string, ActionWord>> = {
  'certificate.expire': {
    params: {
      certificate: 'certificate',
      'part?': "'leaf' (default) or 'intermediate'",
      'diskToo?': 'also the copy on disk (true)',
    },
    meaning: 'What the proxies serve expires now. (A certificate whose notAfter lies in the drill needs no action.)',
    run: (world, params) => {
      expire(world, text(params, 'certificate'), text(params, 'part', 'leaf'), params['diskToo'] !== false);
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

function expire(world: World, id: string, part: string, diskToo: boolean): void {
  const nowMs = world.spec.startsAtMs + world.nowS * 1000;
  const copies = [
    world.edge?.loaded[id],
    diskToo ? world.certificates.find((certificate) => certificate.id === id) : undefined,
  ];
  for (const certificate of copies) {
    if (certificate === undefined) continue;
    if (part === 'leaf') certificate.notAfterMs = Math.min(certificate.notAfterMs, nowMs);
    else for (const link of certificate.chain) link.notAfterMs = Math.min(link.notAfterMs, nowMs);
  }
}
