import type { World } from '../world.ts';
import { voiceOf } from './log-platform.ts';
import type { Voice } from './log-voice.ts';
import type { At } from './series-reader.ts';
import { seriesReader } from './series-reader.ts';

/** Pods of a service, by sample. */
type PodsOf = (service: string) => Voice['pods'];

/** What Redis writes. */
export function cacheVoices(world: World): Voice[] {
  const { value } = seriesReader(world.telemetry);
  return (world.spec.caches ?? []).flatMap(({ id, engineVersion, port }) => {
    const up = value('cache_up', { cache: id });
    const started: At = (n) => (n > 1 && up(n) > 0 && up(n - 1) === 0 ? 1 : 0);
    const stopped: At = (n) => (n > 1 && up(n) === 0 && up(n - 1) > 0 ? 1 : 0);
    const voice = voiceOf(id, [`${id}-0`]);
    return [
      voice(
        'info',
        (n) => 0.016 * up(n),
        1,
        '… changes in 300 seconds. Saving...',
        (_, draw) => ({
          message: `${100 + (draw % 4000)} changes in 300 seconds. Saving...`,
        }),
      ),
      voice('info', (n) => 0.016 * up(n), 1, 'Background saving terminated with success'),
      voice('warn', stopped, 1, 'User requested shutdown...'),
      voice('info', started, 1, `Redis version=${engineVersion}, bits=64, just started`),
      voice('info', started, 1, `Ready to accept connections tcp on port ${port}`),
    ];
  });
}

/** What the broker writes. */
export function queueVoices(world: World, podsOf: PodsOf): Voice[] {
  const { value, rise } = seriesReader(world.telemetry);
  return (world.spec.queues ?? []).flatMap(({ id, engine, consumer, deadLetters }) => {
    const again = rise('queue_redelivered_total', { queue: id });
    const letters = value('queue_dead_letters', { queue: id });
    const parked: At = (n) => Math.max(0, letters(n) - letters(n - 1));
    const depth = value('queue_depth', { queue: id });
    const broker = voiceOf(id, [`${id}-0`]);
    const worker = voiceOf(consumer.service, podsOf(consumer.service));
    return [
      broker(
        'info',
        () => 0.02,
        1,
        engine === 'kafka' ? 'Rolled new log segment at offset …' : 'closing AMQP connection …',
        (_, draw) => ({
          message:
            engine === 'kafka'
              ? `Rolled new log segment at offset ${100_000 + (draw % 900_000)} in ${1 + (draw % 20)} ms.`
              : `closing AMQP connection <0.${1000 + (draw % 9000)}.0> (10.42.3.${10 + (draw % 20)}:${40_000 + (draw % 20_000)} -> ${id}:5672)`,
        }),
      ),
      broker(
        'warn',
        (n) => (depth(n) > 1000 ? 0.3 : 0),
        1,
        'queue has … messages ready',
        (n) => ({
          message: `queue has ${Math.round(depth(n))} messages ready`,
          fields: { queue: id },
        }),
      ),
      worker('error', again, 4, 'could not handle message, handing it back (delivery …)', (_, draw) => ({
        message: `could not handle message, handing it back (delivery ${2 + (draw % 30)})`,
        fields: { queue: id },
      })),
      worker('warn', parked, 3, `message given up, moved to ${deadLetters ?? 'nowhere'}`, () => ({
        message: `message given up, moved to ${deadLetters ?? 'nowhere'}`,
        fields: { queue: id },
      })),
    ];
  });
}

/** What pgbouncer writes, and the services that it sends away. */
export function poolerVoices(world: World, podsOf: PodsOf): Voice[] {
  const { rise } = seriesReader(world.telemetry);
  return world.spec.databases.flatMap(({ id: db, pooler }) => {
    if (pooler === undefined) return [];
    const refused = rise('pgbouncer_client_refused_total', { db });
    const said = 'no more connections allowed (max_client_conn)';
    const own = voiceOf(pooler.id, [`${pooler.id}-0`]);
    const users = world.spec.services.filter(({ pool }) => pool?.db === db);
    return [
      own('warn', refused, 4, `closing because: ${said} (age=0s)`),
      own(
        'info',
        () => 0.08,
        1,
        'stats: … xacts/s, … queries/s, …',
        (_, draw) => ({
          message: `stats: ${20 + (draw % 9)} xacts/s, ${40 + (draw % 19)} queries/s, in ${9000 + (draw % 4000)} B/s, out ${20_000 + (draw % 9000)} B/s`,
        }),
      ),
      ...users.map(({ id }) => voiceOf(id, podsOf(id))('error', (n) => refused(n) / users.length, 4, `FATAL: ${said}`)),
    ];
  });
}

/** What the clients of third parties write, in the services that call them. */
export function thirdPartyVoices(world: World, podsOf: PodsOf): Voice[] {
  const { rise } = seriesReader(world.telemetry);
  return (world.spec.thirdParties ?? []).flatMap(({ id, host }) => {
    const limited = rise('third_party_requests_total', { to: id, code: '429' });
    const callers = world.spec.services.filter(({ calls }) => calls.some(({ to }) => to === id));
    return callers.map(({ id: service }) =>
      voiceOf(service, podsOf(service))(
        'warn',
        limited,
        3,
        `${host} answered 429 Too Many Requests, Retry-After: …`,
        (_, draw) => ({
          message: `${host} answered 429 Too Many Requests, Retry-After: ${1 + (draw % 5)}`,
          fields: { upstream: id },
        }),
      ),
    );
  });
}
