import { schedule } from '../agenda.ts';
import { emitChange, emitEvent } from '../announce.ts';
import type { World } from '../world.ts';
import type { Outcome } from './outcome.ts';
import { done, refused } from './outcome.ts';

const RENEWAL_S = 20;
const RELOAD_S = 2;

export function renew(world: World, id: string, author: string): Outcome {
  if (!world.certificates.some((certificate) => certificate.id === id)) return refused(`no certificate "${id}"`);
  schedule(world.agenda, world.nowS + RENEWAL_S, { kind: 'certificate.renewed', certificate: id, author });
  return done(`renewal of ${id} requested`);
}

/** The CA's present intermediates go on disk; the leaf stays. Running proxies see them after a reload. */
export function installChain(world: World, id: string, author: string): Outcome {
  const certificate = world.certificates.find((candidate) => candidate.id === id);
  const current = world.spec.certificates.find((candidate) => candidate.id === id)?.currentChain;
  if (certificate === undefined) return refused(`no certificate "${id}"`);
  if (current !== undefined) certificate.chain = current.map((link) => ({ ...link }));
  emitChange(world, { kind: 'certificate', target: id, summary: `${id}: present chain installed on disk`, author });
  world.raised.push(`renewed.${id}`);
  return done(`chain of ${id} installed in ${certificate.path}`);
}

export function reloadEdge(world: World, author: string): Outcome {
  schedule(world.agenda, world.nowS + RELOAD_S, { kind: 'edge.reloaded', author });
  return done(`reload signal sent to ${world.edge!.id}`);
}

export function restartEdge(world: World, author: string): Outcome {
  const edge = world.edge!;
  edge.up = false;
  for (const client of edge.clients) client.open = 0;
  schedule(world.agenda, world.nowS + Math.max(1, Math.round(world.spec.edge!.startS)), { kind: 'edge.started' });
  emitChange(world, {
    kind: 'restart',
    target: edge.id,
    summary: `${edge.id} restarted: all client connections closed`,
    author,
  });
  emitEvent(world, edge.id, 'Normal', 'Killing', `Stopping container ${edge.id}`);
  return done(`${edge.id} is restarting`);
}
