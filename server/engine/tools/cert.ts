import type { CertificateView } from '../inspect.ts';
import { certificates, endpoint } from '../read.ts';
import type { World } from '../world.ts';
import { table } from './table.ts';
import { allowed, fail, out, type Tool, type ToolContext, type ToolResult } from './tool.ts';
import { opensslTime } from './when.ts';

const USAGE = `Usage: cert COMMAND

  status [NAME]   on disk beside what each host serves
  renew NAME      ask the authority for a new leaf; writes to disk only
  install NAME    put the authority's current intermediates beside the leaf on disk
  reload EDGE     make the proxies load what is on disk, connections stay open`;

/** The certificate manager and the edge's reload, in one place as many teams have them. */
export const cert: Tool = {
  name: 'cert',
  summary: 'certificates: status, renew, install, reload',
  usage: USAGE,
  run: (world, ctx, argv) => {
    const [command, name] = argv;
    if (command === undefined) return out(USAGE);
    if (command === 'status') return status(world, ctx, name);
    if (!['renew', 'install', 'reload'].includes(command))
      return fail(`cert: unknown command "${command}"\n${USAGE}`, 2);
    if (!allowed(ctx, 'cert:write'))
      return fail(`cert: permission denied: ${ctx.env['USER'] ?? 'oncall'} may not ${command} (needs the role "pki")`);
    if (command === 'reload') return reload(world, name);
    return write(world, command as 'renew' | 'install', name);
  },
  complete: (world, _ctx, argv) => {
    if (argv.length <= 1) return ['status', 'renew', 'install', 'reload'];
    return argv[0] === 'reload'
      ? world.spec.edge
        ? [world.spec.edge.id]
        : []
      : certificates(world).map((certificate) => certificate.id);
  },
};

function status(world: World, ctx: ToolContext, name: string | undefined): ToolResult {
  const all = certificates(world);
  const chosen = name === undefined ? all : all.filter((certificate) => certificate.id === name);
  if (chosen.length === 0) return fail(unknown(all, name), 2);
  return out(chosen.map((certificate) => describe(world, ctx, certificate)).join('\n\n'));
}

function describe(world: World, ctx: ToolContext, onDisk: CertificateView): string {
  const hosts = (world.spec.edge?.hosts ?? [])
    .filter((host) => host.certificate === onDisk.id)
    .map((host) => host.host);
  const served = hosts.map((host) => ({ host, certificate: endpoint(world, host, '/')?.served ?? null }));
  const rows = [
    line('disk', onDisk.path, onDisk, ctx.nowMs),
    ...served.flatMap(({ host, certificate }) => (certificate ? [line('served', host, certificate, ctx.nowMs)] : [])),
  ];
  const links = [
    ...new Map(
      [onDisk, ...served.flatMap(({ certificate }) => certificate ?? [])]
        .flatMap((certificate) => certificate.chain)
        .map((link) => [`${link.subject}${link.notAfterMs}`, link]),
    ).values(),
  ];
  const chain = links.map((link) => [
    `  ${link.subject}`,
    opensslTime(link.notAfterMs),
    link.notAfterMs <= ctx.nowMs ? 'EXPIRED' : 'valid',
  ]);
  return [
    `${onDisk.id}: ${onDisk.subject}`,
    table(['WHERE', 'PLACE', 'SERIAL', 'NOT AFTER', 'CHAIN', 'STATE'], rows),
    ...(chain.length > 0 ? ['', table(['INTERMEDIATE', 'NOT AFTER', 'STATE'], chain)] : []),
  ].join('\n');
}

function line(where: string, place: string, certificate: CertificateView, nowMs: number): string[] {
  const expired = certificate.notAfterMs <= nowMs || certificate.chain.some((link) => link.notAfterMs <= nowMs);
  return [
    where,
    place,
    certificate.serial,
    opensslTime(certificate.notAfterMs),
    `${certificate.chain.length} intermediate${certificate.chain.length === 1 ? '' : 's'}`,
    expired ? 'EXPIRED' : 'valid',
  ];
}

function write(world: World, command: 'renew' | 'install', name: string | undefined): ToolResult {
  const all = certificates(world);
  const found = all.find((certificate) => certificate.id === name);
  if (!found) return fail(unknown(all, name), 2);
  const renewal = world.spec.certificates.find((spec) => spec.id === found.id)?.renewal;
  const fails = world.certificates.find(({ id }) => id === found.id)?.renewalFails ?? renewal?.fails;
  if (command === 'renew' && fails) return fail(`cert renew: ${fails}`);
  if (command === 'renew')
    return out(
      `${found.id}: renewal requested; the new certificate will be in ${found.path} in about 20 s (cert status ${found.id})\nThe proxies go on serving what they loaded until: cert reload ${world.spec.edge?.id ?? 'EDGE'}`,
      [{ do: 'certificate.renew', certificate: found.id }],
    );
  return out(
    `${found.id}: current intermediates written beside ${found.path}\nThe proxies still serve what they loaded: cert reload ${world.spec.edge?.id ?? 'EDGE'}`,
    [{ do: 'certificate.install', certificate: found.id }],
  );
}

function reload(world: World, name: string | undefined): ToolResult {
  const edge = world.spec.edge;
  if (!edge || (name !== undefined && name !== edge.id))
    return fail(`cert reload: no edge "${name ?? ''}"; there is: ${edge?.id ?? 'none'}`, 2);
  return out(`${edge.id}: ${edge.proxies} proxies reloaded; open connections stay`, [
    { do: 'edge.reload', edge: edge.id },
  ]);
}

function unknown(all: readonly CertificateView[], name: string | undefined): string {
  return `cert: no certificate "${name ?? ''}"; there are: ${all.map((certificate) => certificate.id).join(', ')}`;
}
