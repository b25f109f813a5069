import type { Relation, Setting } from '../../../sql/catalog.ts';
import { databaseSettings } from '../../read.ts';
import { SERVER_SETTINGS, settingNumber, settingText, type SettingSpec } from '../../services/setting-list.ts';
import type { World } from '../../world.ts';
import type { Connection } from './connection.ts';
import { view } from './relation.ts';

/** What `SHOW` answers in this session: the server's value, the role's, then the session's own. */
export function settingsOf(world: World, connection: Connection): Record<string, Setting> {
  const values = effective(world, connection);
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      { value: shown(SERVER_SETTINGS[name], value), context: SERVER_SETTINGS[name]?.context ?? 'user' },
    ]),
  );
}

function shown(spec: SettingSpec | undefined, value: string): string {
  if (spec?.type !== 'integer') return value;
  const amount = settingNumber(spec, value);
  return amount === null ? value : settingText(spec, amount);
}

function onServer(world: World, connection: Connection): Record<string, string> {
  const { database, server, reloaded } = connection;
  const replica = server.kind === 'replica' && server.replica.state !== 'promoted';
  const defaults = Object.fromEntries(Object.entries(SERVER_SETTINGS).map(([name, { value }]) => [name, value]));
  const values: Record<string, string> = { ...defaults, ...databaseSettings(world, database.id) };
  for (const [name, value] of reloaded) values[name] = value ?? database.settings[name] ?? defaults[name] ?? '';
  if (server.kind === 'replica') values['port'] = String(server.replica.port);
  return replica ? { ...values, transaction_read_only: 'on' } : values;
}

function effective(world: World, connection: Connection): Record<string, string> {
  const values = onServer(world, connection);
  const own = world.databases.find(({ id }) => id === connection.database.id)?.roleSettings ?? [];
  for (const { role, name, value } of own)
    if (role === connection.user) values[name] = value ?? onServer(world, connection)[name] ?? '';
  for (const [name, value] of connection.session) if (value !== null) values[name] = value;
  return values;
}

/** pg_settings: numbers in each setting's own unit, and what waits for a restart. */
export function settingsTable(world: World, connection: Connection): Relation {
  const { database, session } = connection;
  return view(
    {
      name: 'text',
      setting: 'text',
      unit: 'text',
      category: 'text',
      short_desc: 'text',
      extra_desc: 'text',
      context: 'text',
      vartype: 'text',
      source: 'text',
      min_val: 'text',
      max_val: 'text',
      enumvals: 'text[]',
      boot_val: 'text',
      reset_val: 'text',
      sourcefile: 'text',
      sourceline: 'int4',
      pending_restart: 'bool',
    },
    () => {
      const state = world.databases.find(({ id }) => id === database.id);
      const server = onServer(world, connection);
      return Object.entries(effective(world, connection))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, value]) => {
          const spec = SERVER_SETTINGS[name];
          const plain = (text: string) => {
            const amount = spec?.type === 'integer' || spec?.type === 'real' ? settingNumber(spec, text) : null;
            return amount === null ? text : String(amount);
          };
          const changed = Object.hasOwn(state?.settings ?? {}, name) || value !== spec?.value;
          return {
            name,
            setting: plain(value),
            unit: spec?.unit ?? null,
            category: spec?.category ?? 'Customized Options',
            short_desc: spec?.about ?? null,
            context: spec?.context ?? 'user',
            vartype: spec?.type ?? 'string',
            source: session.get(name) != null ? 'session' : changed ? 'configuration file' : 'default',
            min_val: spec?.min === undefined ? null : String(spec.min),
            max_val: spec?.max === undefined ? null : String(spec.max),
            enumvals: spec?.oneOf ?? null,
            boot_val: spec ? plain(spec.value) : value,
            reset_val: plain(server[name] ?? value),
            pending_restart: Object.hasOwn(state?.restartSettings ?? {}, name),
          };
        });
    },
  );
}
