import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../server/drill/hash.ts';
import type { AnyEntry } from '../../server/drill/entry.ts';
import { sidesMarkdown } from '../../server/report/sides-markdown.ts';
import { sealLine } from '../../server/report/seal-line.ts';
import { sidesOf } from '../../server/report/sides.ts';
import { readLog } from '../../server/scoring/drill-log.ts';
import { stampsOf } from '../../server/scoring/stamps.ts';
import { story, tinyScenario } from '../support/entries.ts';
import { fault, world } from '../support/stage.ts';

/** Breakers fire one fault at 2:00 that the fixers meet at 4:00 and end at 12:00. */
const scenario = tinyScenario({
  world: world({
    slos: [
      {
        id: 'checkout',
        journey: 'checkout',
        title: 'Checkouts succeed within 2 s',
        objective: 0.99,
        latencyS: 2,
        windowS: 60,
      },
    ],
    faults: [
      fault('export', {
        parameters: [{ id: 'n', label: 'Sessions', unit: 'sessions', value: 150, min: 10, max: 200, step: 10 }],
      }),
      fault('kills'),
    ],
  }),
});
const TEXT = '1. Hold connections.\n2. Wait.';
const SALT = 'salt';

const check = (recoverable: boolean, n: number) => ({
  check: {
    fault: 'export',
    parameters: { n },
    together: ['export'],
    recoverable,
    reason: recoverable ? 'A bot brought it back.' : 'No way back.',
    backAfterS: recoverable ? 240 : null,
    pageAfterS: 90,
    checkedAtS: 100,
  },
});

function gameDay({ hash = sha256(`${SALT}\n${TEXT}`), planAt = '0:00', late = false } = {}) {
  const sealed = (tale: ReturnType<typeof story>, at: string) =>
    at === planAt ? tale.add('plan.sealed', { text: TEXT, salt: SALT, hash }, 'bea') : tale;
  const begun = story().add('seat.joined', { seat: 'bea', kind: 'breaker', approved: true }, null);
  const fired = sealed(begun, '0:00')
    .add('prediction.recorded', { id: 'p1', fault: 'export', text: 'They restart it.', holds: false, pageWithinS: 60, mitigatedWithinS: 900 }, 'bea')
    .add('prediction.recorded', { id: 'p2', fault: null, text: 'Nothing shows.', holds: true, pageWithinS: null, mitigatedWithinS: null }, 'bea')
    .add('prediction.recorded', { id: 'p4', fault: 'export', text: 'The errors page.', holds: false, pageWithinS: 300, page: 'CheckoutErrors', mitigatedWithinS: null }, 'bea')
    .add('prediction.recorded', { id: 'p5', fault: 'export', text: 'Latency pages.', holds: false, pageWithinS: 300, page: 'CheckoutLatency', mitigatedWithinS: null }, 'bea')
    .add('prediction.recorded', { id: 'p3', fault: 'kills', text: 'It dies.', holds: false, pageWithinS: 60, mitigatedWithinS: null }, 'bea')
    .at('1:30').add('fault.checked', check(false, 200), 'bea').add('fault.checked', check(false, 200), 'bea').add('fault.checked', check(true, 100), 'bea')
    .at('2:00').add('fault.fired', { fault: 'export', parameters: { n: 100 } }, 'bea').fault('holding');
  if (late)
    fired.add('prediction.recorded', { id: 'p6', fault: 'export', text: 'Said late.', holds: true, pageWithinS: null, mitigatedWithinS: null }, 'bea');
  const entries: AnyEntry[] = sealed(fired.at('3:00'), '3:00')
    .at('3:30').slo(true).at('4:00').page('CheckoutErrors').at('5:00').ack('ann', 'CheckoutErrors').at('5:30').declare('ann')
    .at('8:00').add('hypothesis.stated', { id: 'h1', text: 'the report' }, 'ann').at('8:30').add('cause.confirmed', { identification: 'h1', confirmed: true }, 'facilitator')
    .at('12:00').slo(false).at('20:00').end();
  const log = readLog(entries);
  return sidesOf(log, scenario, stampsOf(log, scenario))!;
} // prettier-ignore

/** What a plain shell prints for a line, without the name of the file. */
const shown = (line: string) => execFileSync('sh', ['-c', line], { encoding: 'utf8' }).replace(/\s+-\s*$/, '');

describe('both sides of a game day', () => {
  test('open the sealed plan and hash it again', () => {
    expect(gameDay().plan).toMatchObject({ text: TEXT, verified: true });
    expect(gameDay({ hash: sha256('another text') }).plan).toMatchObject({ verified: false });
  });

  test('say whether it was sealed before the first fault, and so does the Markdown', () => {
    expect(gameDay().plan).toMatchObject({ late: false });
    const late = gameDay({ planAt: '3:00' });
    expect(late.plan).toMatchObject({ sealedAtS: 180, late: true });
    const page = (sides: ReturnType<typeof gameDay>) => sidesMarkdown(sides, String, (raw) => raw);
    expect(page(gameDay())).toContain('sealed before the start, SHA-256');
    expect(page(late)).toContain('sealed at 180, **after the first fault**, SHA-256');
  });

  test('give a line with which anybody computes the hash of the plan in a shell', () => {
    const { plan } = gameDay();
    expect(shown(plan!.line)).toBe(plan!.hash);
    const texts = ["it's 100 % “sure”: $HOME `id` \\n \\ \\0101", '-n\n\n  two\tspaces  ', "'''", 'Zürich 🧨\r\nnext', '%s %b !!', 'two\t5 pods\u00857'];
    for (const text of texts) {
      const line = sealLine(SALT, text);
      expect(line, text).not.toMatch(/[\r\n]/);
      expect(shown(line), text).toBe(sha256(`${SALT}\n${text}`));
    }
  });

  test('set each prediction beside what came', () => {
    const [first, second] = gameDay().predictions;
    expect(first).toMatchObject({
      came: { held: false, pageAfterS: 120, page: 'CheckoutErrors', mitigatedAfterS: 600 },
      right: { holds: true, page: false, mitigated: true },
    });
    expect(second).toMatchObject({ right: { holds: false, page: false, mitigated: null } });
  });

  test('say whether the hypothesis held, where something was at work that could have refuted it', () => {
    expect(gameDay().hypothesis).toMatchObject({ tested: true, brokenAtS: 210 });
    const quiet = (nothingWrong: boolean) => {
      const log = readLog(story().add('plan.sealed', { text: TEXT, salt: SALT, hash: sha256(TEXT) }, 'bea').at('20:00').end());
      return sidesOf(log, { ...scenario, nothingWrong }, stampsOf(log, scenario))!.hypothesis;
    };
    expect(quiet(false)).toMatchObject({ tested: false, brokenAtS: null });
    expect(quiet(true)).toMatchObject({ tested: true, brokenAtS: null });
  });

  test('hold a prediction that names an alert to that alert', () => {
    const [, , errors, latency] = gameDay().predictions;
    expect(errors).toMatchObject({ right: { page: true }, came: { page: 'CheckoutErrors' } });
    expect(latency).toMatchObject({ right: { page: false } });
    expect(sidesMarkdown(gameDay(), String, (raw) => raw)).toContain(
      'CheckoutLatency within 5 min: otherwise, CheckoutErrors came after 2 min',
    );
  });

  test('say that a prediction was made when its fault was at work', () => {
    expect(gameDay().predictions.map(({ late }) => late)).not.toContain(true);
    expect(gameDay({ late: true }).predictions.at(-1)).toMatchObject({ text: 'Said late.', late: true });
  });

  test('say of a fault that was never fired that there is nothing to compare', () => {
    const day = gameDay();
    expect(day.predictions.at(-1)).toMatchObject({ about: 'Fault kills', right: null });
    expect(sidesMarkdown(day, String, (raw) => raw)).toContain('“It dies.” (Fault kills was not fired: nothing to compare)');
  });

  test('tell when each fault was fired, met, named and gone, and what a bot had needed', () => {
    expect(gameDay().faults).toEqual([
      {
        fault: 'export',
        title: 'Fault export',
        firedAtS: 120,
        stoppedAtS: null,
        pageAfterS: 120,
        namedAfterS: 360,
        backAfterS: 600,
        checked: { backAfterS: 240 },
      },
    ]);
  });

  test('go moment by moment, the oldest first, with a refused check once and no person’s name', () => {
    const { rows } = gameDay();
    expect(rows.map(({ atS }) => atS)).toEqual(rows.map(({ atS }) => atS).sort((a, b) => a - b));
    expect(rows.filter(({ side }) => side === 'breakers').map(({ what }) => what)).toEqual([
      'Seal their plan',
      'Predict of “Fault export”: They restart it.',
      'Predict of the drill: Nothing shows.',
      'Predict of “Fault export”: The errors page.',
      'Predict of “Fault export”: Latency pages.',
      'Predict of “Fault kills”: It dies.',
      'May not fire “Fault export”: No way back.',
      'Fire “Fault export” (Sessions: 100 sessions); a bot had it back after 4 min',
    ]);
    expect(rows.filter(({ side }) => side === 'world').map(({ what }) => what)).toContain(
      '“Checkouts succeed within 2 s” is broken',
    );
    expect(rows.filter(({ side }) => side === 'fixers')[0]).toMatchObject({ atS: 300 });
    expect(JSON.stringify(rows)).not.toMatch(/\b(ann|bea)\b/);
  });

  test('stand in the Markdown with everything that people typed escaped', () => {
    const page = sidesMarkdown(gameDay(), (atS) => `+${atS}`, (raw) => raw.replaceAll('.', '\\.'));
    expect(page).toContain('> 1\\. Hold connections\\.\n> 2\\. Wait\\.');
    expect(page).toContain('the text below still has the hash that everybody was shown.');
    expect(page).toContain('| Fault export | +120 | 2 min | 6 min | 10 min | 4 min |');
  });

  test('are none where nobody broke, sealed or predicted anything', () => {
    const log = readLog(story().at('3:00').fault('holding').at('5:00').slo(true).at('20:00').end());
    expect(sidesOf(log, scenario, stampsOf(log, scenario))).toBeNull();
  });
}); // prettier-ignore
