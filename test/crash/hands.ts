import type { CommandName, Commands } from '../../server/protocol/commands.ts';
import type { Reply } from '../../server/protocol/wire.ts';

/** What somebody sends next; each of these leaves an entry when it is acknowledged. */
export type Ask = { [N in CommandName]: { name: N; payload: Commands[N]['in'] } }[CommandName];

/** A person's work without end: yields what they send, and gets the answer; null when none came. */
export type Hands = Generator<Ask, never, Reply<unknown> | null>;

export function* fixer(): Hands {
  for (let n = 0; ; n++) {
    yield { name: 'chat.say', payload: { channel: 'team', text: `I look at it, ${n}` } };
    yield { name: 'fact.note', payload: { kind: 'known', text: `Fact ${n}` } };
    yield { name: 'decision.make', payload: { text: `Restart number ${n}`, reason: 'It helped before.' } };
    yield { name: 'hypothesis.state', payload: { text: `It is the pool, ${n}` } };
  }
}

export function* breaker(): Hands {
  yield { name: 'plan.seal', payload: { text: 'First the export, then the lock.' } };
  for (let n = 0; ; n++) {
    const prediction = { fault: null, text: `Guess ${n}`, holds: true, pageWithinS: 120, mitigatedWithinS: null };
    yield { name: 'prediction.record', payload: prediction };
    yield { name: 'chat.say', payload: { channel: 'breakers', text: `Wait for it, ${n}` } };
  }
}

export function* observer(): Hands {
  const ratings = ['performed', 'some challenges', 'major challenges', 'unable'] as const;
  for (let n = 0; ; n++) {
    const [rating, note] = [ratings[n % 4]!, `Seen ${n}`];
    yield { name: 'assess.rate', payload: { objective: 'acknowledge', rating, note } };
    yield { name: 'note.add', payload: { text: note } };
  }
}

/** The facilitator of a game day, who rewinds it now and then. */
export function* leadOfDay(): Hands {
  for (let n = 0; ; n++) {
    yield { name: 'checkpoint.mark', payload: { name: `Mark ${n}` } };
    yield { name: 'drill.timebox', payload: { minutes: 41 + (n % 100) } };
    const draft = {
      id: null,
      lane: 'chat',
      from: 'CEO',
      text: 'And?',
      expects: '',
      fault: null,
      when: { atS: 7000 },
    } as const;
    const inject = resultOf<{ id: string }>(yield { name: 'inject.write', payload: { inject: draft } })?.id;
    if (inject !== undefined) {
      const edited = { ...draft, id: inject, text: `And now? ${n}` };
      yield { name: 'inject.write', payload: { inject: edited } };
      yield { name: 'inject.fire', payload: { inject } };
    }
    if (n % 2 === 1) continue;
    yield { name: 'drill.rewind', payload: { atS: n % 4 === 0 ? 0 : 1, reason: `Once more, ${n}.` } };
    yield { name: 'drill.resume', payload: {} };
  }
}

/** The number of the newest round, for everybody at the table. */
export interface Table {
  round: number;
}

/** The facilitator of a tabletop: rounds to the end of the story, then all of it once more. */
export function* leadOfTable(table: Table): Hands {
  const goOn = (reply: Reply<unknown> | null) => {
    table.round = resultOf<{ number: number }>(reply)?.number ?? table.round;
  };
  for (let n = 0; ; n++) {
    goOn(yield { name: 'round.next', payload: {} });
    const { round } = table;
    const lines = ['deploy status checkout', 'deploy history checkout'];
    const added = yield { name: 'round.option', payload: { round, text: `Look again, ${n}`, lines } };
    const option = resultOf<{ id: string }>(added)?.id ?? null;
    yield { name: 'round.hands', payload: { round, option: 'a', count: n % 9 } };
    yield { name: 'round.timer', payload: { round, act: 'start', seconds: 60 } };
    yield { name: 'round.decide', payload: { round, option, text: `Look ${n}`, reason: '' } };
    goOn(yield { name: 'round.apply', payload: { round } });
    if (n % 3 === 2) {
      yield { name: 'drill.rewind', payload: { atS: 0, reason: '' } };
      table.round = 1;
    }
  }
}

export function* atTheTable(table: Table): Hands {
  for (let n = 0; ; n++) {
    const { round } = table;
    yield { name: 'round.vote', payload: { round, option: n % 2 === 0 ? 'a' : 'b' } };
    yield { name: 'round.note', payload: { round, text: `Said ${n}` } };
    yield { name: 'round.option', payload: { round, text: `Ask somebody, ${n}`, lines: [] } };
  }
}

function resultOf<T>(reply: Reply<unknown> | null): T | undefined {
  return reply?.ok ? (reply.result as T) : undefined;
}
