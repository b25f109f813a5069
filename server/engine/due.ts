import type { Due } from './agenda.ts';
import { emitChange, emitEvent } from './announce.ts';
import { deliver } from './fault.ts';
import { copyCertificate, reloadEdge } from './services/certificate.ts';
import type { World } from './world.ts';

/** Brings about what the agenda holds for this second. */
export function happen(world: World, due: Due): void {
  switch (due.kind) {
    case 'machine':
      deliver(world, due.fault, due.event);
      return;
    case 'certificate.renewed':
      renewOnDisk(world, due.certificate, due.author);
      return;
    case 'edge.started':
      startEdge(world);
      return;
    case 'edge.reloaded':
      if (world.edge === null || !world.edge.up) return;
      reloadEdge(world, world.edge);
      emitChange(world, {
        kind: 'certificate',
        target: world.edge.id,
        summary: `${world.edge.id} reloaded`,
        author: due.author,
      });
      world.raised.push(`reloaded.${world.edge.id}`);
  }
}

/** A renewal changes the disk only: running proxies go on with what they loaded. */
function renewOnDisk(world: World, id: string, author: string): void {
  const spec = world.spec.certificates.find((certificate) => certificate.id === id);
  const certificate = world.certificates.find((candidate) => candidate.id === id);
  if (spec === undefined || certificate === undefined) return;
  const { renewal } = spec;
  const fails = certificate.renewalFails ?? renewal.fails;
  if (fails !== undefined) {
    emitEvent(world, id, 'Warning', 'RenewalFailed', fails);
    emitChange(world, {
      kind: 'certificate',
      target: id,
      summary: `renewal of ${id} failed: ${fails}`,
      author,
    });
    return;
  }
  const fresh = copyCertificate(certificate);
  fresh.serial = renewal.serial;
  fresh.notAfterMs = renewal.notAfterMs;
  fresh.notBeforeMs = world.spec.startsAtMs + world.nowS * 1000;
  if (renewal.chain !== undefined) fresh.chain = renewal.chain.map((link) => ({ ...link }));
  Object.assign(certificate, fresh);
  emitChange(world, {
    kind: 'certificate',
    target: id,
    summary: `${id} renewed on disk, serial ${renewal.serial}`,
    author,
  });
  world.raised.push(`renewed.${id}`);
}

function startEdge(world: World): void {
  if (world.edge === null) return;
  world.edge.up = true;
  reloadEdge(world, world.edge);
  emitEvent(world, world.edge.id, 'Normal', 'Started', `Started container ${world.edge.id}`);
  world.raised.push(`restarted.${world.edge.id}`);
}
