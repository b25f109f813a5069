import { SqlFault } from '../fault.ts';
import { typeName } from '../types.ts';
import type { Builtin } from './builtin.ts';

const VERSION = 'PostgreSQL 15.18 on x86_64-pc-linux-gnu, compiled by gcc (Debian 12.2.0-14) 12.2.0, 64-bit';

export const systemFunctions: readonly Builtin[] = [
  { name: 'version', args: [], returns: 'text', run: () => VERSION },
  { name: 'current_database', args: [], returns: 'name', run: (_args, { catalog }) => catalog.database },
  { name: 'current_schema', args: [], returns: 'name', run: () => 'public' },
  { name: 'pg_backend_pid', args: [], returns: 'int4', run: (_args, { catalog }) => catalog.backendPid },
  {
    name: 'current_setting',
    args: ['text'],
    returns: 'text',
    run: ([name], { catalog }) => {
      const key = (name as string).toLowerCase();
      if (!Object.hasOwn(catalog.settings, key))
        throw new SqlFault(`unrecognized configuration parameter "${name as string}"`);
      return catalog.settings[key]!.value;
    },
  },
  {
    name: 'pg_typeof',
    args: ['any'],
    returns: 'text',
    strict: false,
    run: (_args, _session, [type]) => typeName(type ?? 'unknown'),
  },
  {
    name: 'pg_has_role',
    args: ['name', 'text'],
    returns: 'bool',
    run: ([role], { catalog }) =>
      catalog.role.superuser || role === catalog.user || catalog.role.memberOf.includes(role as string),
  },
];
