import type { QueueView } from '../inspect-platform.ts';
import type { Action } from '../input.ts';
import { fraction } from '../random.ts';
import { pods } from '../read.ts';
import type { World } from '../world.ts';
import { queues } from './platform.ts';
import { table } from './table.ts';
import { allowed, fail, out, type Tool, type ToolContext, type ToolResult } from './tool.ts';
import { isoTime } from './when.ts';

const USAGE = `Usage: queue COMMAND [QUEUE]

  list                   every queue with its depth and rates
  describe QUEUE         partitions: offsets, lag, consumer, age of the oldest message
  peek QUEUE [--dead] [-n 3]
                         the messages at the head, or the dead letters
  pause QUEUE            consumers stop taking messages
  resume QUEUE           and go on
  park QUEUE             move the message that blocks a partition to the dead letters
  redrive QUEUE          put the dead letters back
  purge QUEUE --yes      delete every waiting message; nothing brings them back`;

const VERBS = ['list', 'describe', 'peek', 'pause', 'resume', 'park', 'redrive', 'purge'];

/** Message queues, whatever runs them: the company's own front for brokers. */
export const queue: Tool = {
  name: 'queue',
  summary: 'message queues: lag, dead letters, pause, park, purge',
  usage: USAGE,
  run: (world, ctx, argv) => {
    const [verb, ...rest] = argv;
    if (verb === undefined || verb === 'help') return out(USAGE);
    if (!VERBS.includes(verb)) return fail(`queue: unknown command "${verb}"\n${USAGE}`, 2);
    const all = queues(world);
    if (verb === 'list') return out(list(world, all));
    const words = rest.filter((word, at) => !word.startsWith('-') && rest[at - 1] !== '-n');
    const found = all.find((one) => one.id === words[0]);
    if (!found)
      return fail(`queue: no queue "${words[0] ?? ''}"; there ${all.length === 1 ? 'is' : 'are'}: ${all.map(({ id }) => id).join(', ') || 'none'}`, 2); // prettier-ignore
    if (verb === 'describe') return out(describe(world, found));
    if (verb === 'peek') return peek(world, found, rest);
    return change(ctx, verb, found, rest);
  },
  complete: (world, _ctx, argv) => {
    if (argv.length <= 1) return VERBS;
    if (argv.length === 2) return queues(world).map(({ id }) => id);
    return argv[0] === 'purge' ? ['--yes'] : argv[0] === 'peek' ? ['--dead', '-n'] : [];
  },
};

function depth(of: QueueView): number {
  return of.partitions.reduce((sum, one) => sum + one.depth, 0);
}

function oldest(of: QueueView): number {
  return of.partitions.reduce((most, one) => Math.max(most, one.oldestS), 0);
}

function list(world: World, all: readonly QueueView[]): string {
  if (all.length === 0) return 'no queues in this system';
  return table(
    ['QUEUE', 'ENGINE', 'DEPTH', 'OLDEST', 'IN/S', 'OUT/S', 'DEAD', 'STATE', 'CARRIES'],
    all.map((one) => [
      one.id,
      one.engine,
      String(depth(one)),
      span(oldest(one)),
      one.publishPerS.toFixed(1),
      one.consumePerS.toFixed(1),
      one.deadLetterQueue === null ? '-' : String(one.deadLetters),
      stateOf(one),
      world.spec.queues?.find(({ id }) => id === one.id)?.carries ?? '',
    ]),
  );
}

function stateOf(of: QueueView): string {
  if (of.paused) return 'paused';
  const blocked = of.partitions.filter((one) => one.blocked).length;
  return blocked > 0 ? `${blocked} of ${of.partitions.length} blocked` : 'running';
}

function span(seconds: number): string {
  const s = Math.floor(seconds);
  return s < 120 ? `${s}s` : s < 7200 ? `${Math.floor(s / 60)}m` : `${Math.floor(s / 3600)}h`;
}

/** Columns of kafka-consumer-groups --describe, for brokers of either kind. */
function describe(world: World, of: QueueView): string {
  const spec = world.spec.queues?.find(({ id }) => id === of.id);
  const group = spec?.consumer.service ?? of.id;
  const rows = of.partitions.map((one) => [
    group,
    of.id,
    String(one.partition),
    String(one.consumed),
    String(one.published),
    String(one.depth),
    one.consumer === null ? '-' : `${one.consumer}-${one.partition}`,
    one.consumer === null ? '-' : `/${pods(world).find(({ name }) => name === one.consumer)?.ip ?? '10.42.1.10'}`,
    one.consumer === null ? '-' : group,
  ]);
  const notes = of.partitions
    .filter((one) => one.blocked)
    .map((one) => `partition ${one.partition} is blocked: the message at offset ${one.consumed} is delivered again and again (oldest ${span(one.oldestS)})`); // prettier-ignore
  const most = spec?.maxAttempts ?? 0;
  return [
    table(
      ['GROUP', 'TOPIC', 'PARTITION', 'CURRENT-OFFSET', 'LOG-END-OFFSET', 'LAG', 'CONSUMER-ID', 'HOST', 'CLIENT-ID'],
      rows,
    ),
    '',
    `in ${of.publishPerS.toFixed(1)}/s, out ${of.consumePerS.toFixed(1)}/s, oldest ${span(oldest(of))}, ${stateOf(of)}`,
    `attempts ${most === 0 ? 'without limit' : String(most)}, dead letters ${of.deadLetterQueue === null ? 'not kept' : `${of.deadLetterQueue} (${of.deadLetters})`}`, // prettier-ignore
    ...notes,
  ].join('\n');
}

const MOST_MESSAGES = 20;

function peek(world: World, of: QueueView, rest: readonly string[]): ToolResult {
  const dead = rest.includes('--dead');
  const asked = Number(rest[rest.indexOf('-n') + 1] ?? 3);
  const count = rest.includes('-n') ? asked : 3;
  if (!Number.isInteger(count) || count < 1 || count > MOST_MESSAGES)
    return fail(`queue peek: -n takes a whole number from 1 to ${MOST_MESSAGES}`, 2);
  if (dead && of.deadLetterQueue === null) return fail(`queue peek: ${of.id} keeps no dead letters`, 2);
  const carries = world.spec.queues?.find(({ id }) => id === of.id)?.carries ?? 'message';
  const lines: string[] = [];
  if (dead)
    for (let at = 0; at < Math.min(count, Math.floor(of.deadLetters)); at++)
      lines.push(message(world, of, { offset: at, partition: 0, ageS: 60 * (at + 1), poison: true, carries }));
  else
    for (const one of of.partitions)
      for (let at = 0; at < Math.min(count, one.depth) && lines.length < count; at++)
        lines.push(message(world, of, { offset: one.consumed + at, partition: one.partition, ageS: Math.max(0, one.oldestS - at), poison: one.blocked && at === 0, carries })); // prettier-ignore
  return out(lines.length > 0 ? lines.join('\n') : `${dead ? of.deadLetterQueue! : of.id} is empty`);
}

function message(
  world: World,
  of: QueueView,
  what: { offset: number; partition: number; ageS: number; poison: boolean; carries: string },
): string {
  const number = 100_000 + Math.floor(900_000 * fraction(what.offset + 1, what.partition + 1));
  return JSON.stringify({
    partition: what.partition,
    offset: what.offset,
    published: isoTime(world.spec.startsAtMs + Math.floor(world.nowS - what.ageS) * 1000),
    ...(what.poison ? { deliveries: Math.max(2, Math.floor(what.ageS / 5)), lastError: 'cannot decode payload: unexpected end of JSON input' } : { deliveries: 0 }), // prettier-ignore
    body: what.poison ? `{"order":${number},"type":"${of.id}"` : { order: number, type: of.id, what: what.carries },
  });
}

function change(ctx: ToolContext, verb: string, of: QueueView, rest: readonly string[]): ToolResult {
  if (!allowed(ctx, 'queue:write'))
    return fail(`queue: permission denied: ${ctx.env['USER'] ?? 'oncall'} may not ${verb} ${of.id} (needs the role "queue-operator")`); // prettier-ignore
  const go = (action: Action, says: string) => out(says, [action]);
  switch (verb) {
    case 'pause':
      return of.paused ? out(`${of.id} was already paused`) : go({ do: 'queue.pause', queue: of.id }, `${of.id}: consumers paused; publishers go on, ${depth(of)} messages wait`); // prettier-ignore
    case 'resume':
      return of.paused ? go({ do: 'queue.resume', queue: of.id }, `${of.id}: consumers resumed`) : out(`${of.id} was not paused`); // prettier-ignore
    case 'park': {
      const blocked = of.partitions.filter((one) => one.blocked).length;
      if (of.deadLetterQueue === null)
        return fail(`queue park: ${of.id} has no dead-letter queue to park a message in`, 1);
      if (blocked === 0) return fail(`queue park: no partition of ${of.id} is blocked`, 1);
      return go(
        { do: 'queue.park', queue: of.id },
        `${of.id}: ${blocked} message${blocked === 1 ? '' : 's'} moved to ${of.deadLetterQueue}`,
      );
    }
    case 'redrive':
      if (of.deadLetterQueue === null) return fail(`queue redrive: ${of.id} keeps no dead letters`, 1);
      if (of.deadLetters < 1) return out(`${of.deadLetterQueue} is empty`);
      return go({ do: 'queue.redrive', queue: of.id }, `${of.deadLetters} messages moved from ${of.deadLetterQueue} to ${of.id}`); // prettier-ignore
    default:
      if (!rest.includes('--yes'))
        return fail(`queue purge: this deletes ${depth(of)} messages of ${of.id} for ever; say --yes if that is what you want`, 1); // prettier-ignore
      return go({ do: 'queue.purge', queue: of.id }, `${of.id}: ${depth(of)} messages deleted`);
  }
}
