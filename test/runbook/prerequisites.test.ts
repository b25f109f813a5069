import { describe, expect, test } from 'vitest';
import { isMet, permissionFor } from '../../server/runbook/prerequisites.ts';
import { parseRunbook } from '../../server/runbook/parse.ts';
import { runbookView } from '../../server/runbook/view.ts';
import { RUNBOOK } from '../support/entries.ts';

const ACCESS = ['kubectl:read', 'psql:orders:pg_monitor', 'job:write'];
const met = (text: string, access: string | null = null) => isMet({ text, line: 1, access }, ACCESS);

describe('a prerequisite', () => {
  test('is met when the account has the access that its comment names', () => {
    expect(met('sight of sessions', 'psql:orders:pg_monitor')).toBe(true);
    expect(met('the right to end sessions', 'psql:orders:pg_signal_backend')).toBe(false);
  });

  test('on a database as a whole is met by any right on it', () => {
    expect(met('psql on orders', 'psql:orders')).toBe(true);
    expect(met('psql on shop', 'psql:shop')).toBe(false);
  });

  test('is understood from its words where it has no comment, and left to people where they do not tell', () => {
    expect(met('the right to end other sessions on orders')).toBe(false);
    expect(met('the right to pause the jobs')).toBe(true);
    expect(met('access to the release host')).toBeNull();
  });

  test('is shown as met or missing when the page is opened', () => {
    const source = RUNBOOK.replace(
      '## Procedure',
      '## Prerequisites\n\n- [ ] roll back <!-- access: deploy:write -->\n- [ ] look <!-- access: kubectl:read -->\n- [ ] a calm mind\n\n## Procedure',
    );
    expect(runbookView(parseRunbook(source, 'RUN-001.md'), ACCESS).prerequisites).toEqual([
      { text: 'roll back', met: false },
      { text: 'look', met: true },
      { text: 'a calm mind', met: null },
    ]);
  });
});

test.each([
  ['deploy rollback checkout', 'deploy: permission denied: oncall may not rollback', 'deploy:write'],
  ['psql -h orders -U oncall -c "SELECT pg_terminate_backend(1)"', 'ERROR:  permission denied', 'psql:orders:pg_signal_backend'],
  ['kubectl delete pod checkout-1', 'Error from server (Forbidden)', 'kubectl:write'],
  ['make coffee', 'permission denied', null],
])('a refused "%s" asked for its permission', (line, stderr, permission) => {
  expect(permissionFor(line, stderr)).toBe(permission);
}); // prettier-ignore
