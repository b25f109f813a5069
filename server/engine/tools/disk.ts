import { readSize } from './host/size.ts';
import { disks } from './platform.ts';
import { table } from './table.ts';
import { allowed, fail, out, type Tool } from './tool.ts';

const USAGE = `Usage: disk list
       disk extend VOLUME --by 50G     grow a volume and its file system, on line`;

/** Volumes as the storage team's tool shows them. */
export const disk: Tool = {
  name: 'disk',
  summary: 'volumes: how full, how fast; extend one',
  usage: USAGE,
  run: (world, ctx, argv) => {
    const [verb, name] = argv;
    const all = disks(world);
    if (verb === undefined) return out(USAGE);
    if (verb === 'list')
      return out(
        all.length === 0
          ? 'no managed volumes in this system'
          : table(
              ['VOLUME', 'HOST', 'MOUNT', 'SIZE', 'USED', 'USE%', 'GROWS', 'FULL IN'],
              all.map((one) => [
                one.id,
                one.host,
                one.mount,
                `${one.sizeGiB.toFixed(0)}G`,
                `${one.usedGiB.toFixed(1)}G`,
                `${Math.ceil((100 * one.usedGiB) / one.sizeGiB)}%`,
                `${one.growsGibPerH.toFixed(1)}G/h`,
                fullIn(one.sizeGiB - one.usedGiB, one.growsGibPerH),
              ]),
            ),
      );
    if (verb !== 'extend') return fail(`disk: unknown command "${verb}"\n${USAGE}`, 2);
    const found = all.find((one) => one.id === name || one.host === name || one.host.split('.')[0] === name);
    if (!found)
      return fail(`disk: no volume "${name ?? ''}"; there are: ${all.map(({ id }) => id).join(', ') || 'none'}`, 2);
    const by = argv.find((word) => word.startsWith('--by='))?.slice(5) ?? (argv.includes('--by') ? argv[argv.indexOf('--by') + 1] : undefined); // prettier-ignore
    const gib = by === undefined ? null : readSize(by);
    if (gib === null || gib <= 0) return fail(`disk extend: by how much? --by 50G\n${USAGE}`, 2);
    if (gib > 4096) return fail(`disk extend: quota of the team is 4096G, ${by ?? ''} asked`, 1);
    if (!allowed(ctx, 'disk:write')) return fail(`disk: permission denied: ${ctx.env['USER'] ?? 'oncall'} may not extend volumes (needs the role "storage")`); // prettier-ignore
    return out(
      `${found.id}: ${found.sizeGiB.toFixed(0)}G -> ${(found.sizeGiB + gib).toFixed(0)}G, file system on ${found.mount} resized on line`,
      [{ do: 'disk.extend', disk: found.id, gib }],
    );
  },
  complete: (world, _ctx, argv) =>
    argv.length <= 1 ? ['list', 'extend'] : argv.length === 2 ? disks(world).map(({ id }) => id) : ['--by'],
};

function fullIn(freeGiB: number, growsGibPerH: number): string {
  if (freeGiB <= 0.001) return 'full';
  if (growsGibPerH <= 0.001) return '-';
  const minutes = (freeGiB / growsGibPerH) * 60;
  return minutes < 120
    ? `${Math.floor(minutes)}m`
    : minutes < 7200
      ? `${Math.floor(minutes / 60)}h`
      : `${Math.floor(minutes / 1440)}d`;
}
