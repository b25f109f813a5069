import type { WorldSpec } from '../../spec.ts';
import { configFile } from '../kubectl/config-file.ts';

/** Where the working copies lie. */
export const SOURCES = '/home/oncall/src';

/** Files of the working copies, absolute path → text: what a seat's home holds at the start. */
export function workingCopies(shop: WorldSpec): Record<string, string> {
  return Object.fromEntries(
    shop.services.flatMap(({ id, team, owner, tier, replicas, cores, config, port }) => {
      const env = Object.entries(config).map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`);
      const files: Record<string, string> = {
        'README.md': `# ${id}\n\nTier ${tier}. Team ${team}, owner ${owner}.\n\nThe pipeline builds an image for each tag and rolls it out in waves; see \`deploy history ${id}\`.\nThis copy is read-only: changes go through review.\n`,
        'package.json': `${JSON.stringify({ name: `@shop/${id}`, private: true, type: 'module', main: 'src/server.js' }, null, 2)}\n`,
        CODEOWNERS: `* @${owner}\n/docs @platform\n`,
        'config/service.yaml': configFile(shop, id),
        'deploy/values.yaml': [
          `name: ${id}`,
          `port: ${port ?? 8080}`,
          `replicas: ${replicas}`,
          `cpu: ${cores}`,
          ...(env.length > 0 ? ['env:', ...env] : []),
          '',
        ].join('\n'),
      };
      return Object.entries(files).map(([path, text]) => [`${SOURCES}/${id}/${path}`, text] as const);
    }),
  );
}

/**
 * The service whose working copy a path lies in, or why git does not work there. `-C checkout` finds the copy from
 * anywhere; a path that is no working copy and no directory of the home cannot be changed to.
 */
export function repositoryAt(
  shop: WorldSpec,
  cwd: string,
  changes: readonly string[],
): { service: string } | { fatal: string } {
  let at = cwd;
  for (const typed of changes) {
    const path = resolve(at, typed.replace(/^~(?=\/|$)/, '/home/oncall'));
    const bare =
      shop.services.some(({ id }) => id === typed.replace(/\/$/, '')) && at !== SOURCES
        ? `${SOURCES}/${typed.replace(/\/$/, '')}`
        : path;
    if (!isFolder(shop, bare)) return { fatal: `fatal: cannot change to '${typed}': No such file or directory` };
    at = bare;
  }
  const service = shop.services.find(({ id }) => at === `${SOURCES}/${id}` || at.startsWith(`${SOURCES}/${id}/`))?.id;
  return service === undefined
    ? { fatal: 'fatal: not a git repository (or any of the parent directories: .git)' }
    : { service };
}

function isFolder(shop: WorldSpec, path: string): boolean {
  if (['/', '/tmp', '/home', '/home/oncall', SOURCES].includes(path)) return true;
  return Object.keys(workingCopies(shop)).some((file) => file.startsWith(`${path}/`));
}

function resolve(from: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${from}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
