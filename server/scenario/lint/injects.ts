import type { LoadedScenario } from '../load.ts';
import type { Problem } from '../problem.ts';
import type { InjectDef } from '../scenario.ts';
import { finding } from './finding.ts';

const FEWEST = 5;
const APART_S = 60;

/** Injects are spread: enough of them, not all in the first minutes, not two at once, some waiting for what happens. */
export function checkInjects(loaded: LoadedScenario): Problem[] {
  const { injects, minutes } = loaded.scenario;
  const problems: Problem[] = [];
  if (injects.length < FEWEST) {
    const message = `${injects.length} injects in ${minutes} minutes`;
    problems.push(finding(loaded, 'injects-few', ['injects'], message, `write at least ${FEWEST}`));
  }
  const timed = injects.filter(isTimed).sort((a, b) => a.when.atS - b.when.atS);
  timed.forEach((inject, i) => {
    const next = timed[i + 1];
    if (next && next.when.atS - inject.when.atS < APART_S) {
      const message = `injects "${inject.id}" and "${next.id}" come within a minute`;
      problems.push(
        finding(loaded, 'injects-spread', ['injects', next.id, 'when'], message, 'leave a minute between them'),
      );
    }
    if (inject.when.atS > minutes * 60) {
      const message = `inject "${inject.id}" comes after the timebox`;
      problems.push(finding(loaded, 'injects-late', ['injects', inject.id, 'when'], message, 'move it forward'));
    }
  });
  if (injects.length > 0 && timed.length === injects.length) {
    const hint = 'let one wait for { slo: …, is: breached, for: 4m } or for an action';
    problems.push(finding(loaded, 'injects-conditions', ['injects'], 'every inject comes by the clock', hint));
  }
  return problems;
}

type TimedInject = InjectDef & { when: { atS: number } };

function isTimed(inject: InjectDef): inject is TimedInject {
  return 'atS' in inject.when;
}
