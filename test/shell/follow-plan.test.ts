import { describe, expect, test } from 'vitest';
import { planFollow, type Follow } from '../../server/shell/follow-plan.ts';
import { changedRows, newLines } from '../../server/shell/new-lines.ts';

function follow(line: string): Follow {
  const plan = planFollow(line);
  if (plan === null || 'refused' in plan)
    throw new Error(`${line} does not go on: ${plan?.refused ?? 'an ordinary line'}`);
  return plan.follow;
}

function refusal(line: string): string {
  const plan = planFollow(line);
  return plan !== null && 'refused' in plan ? plan.refused : '';
}

describe('lines that go on are recognised', () => {
  test('kubectl logs -f runs without the flag first, and asks for the last seconds after that', () => {
    const plan = follow("kubectl logs -f checkout-1 --tail=20 | grep -i 'timed out'");
    expect(plan).toMatchObject({
      kind: 'lines',
      first: 'kubectl logs checkout-1 --tail=20',
      rest: "grep -i 'timed out'",
    });
    expect(plan.kind === 'lines' && plan.newest(10)).toBe('kubectl logs checkout-1 --since=10s --tail=-1');
  });

  test('the flag may stand anywhere, together with other letters, or in long form', () => {
    for (const line of [
      'logs checkout -f',
      'logs -f checkout',
      'logs checkout --follow',
      'kubectl logs --follow=true x',
    ])
      expect(follow(line)).toMatchObject({ kind: 'lines' });
    expect(follow('tail -fn 5 app.log')).toMatchObject({ kind: 'lines', first: 'tail -n 5 app.log' });
    expect(follow('journalctl -fu nginx')).toMatchObject({ first: 'journalctl -u nginx -n 10' });
    expect(follow('logs checkout -f --since 5m')).toMatchObject({ first: 'logs checkout --since 5m' });
  });

  test('a log of another host is followed over ssh, quoted or not', () => {
    for (const line of [
      "ssh orders-db 'tail -f /var/log/pg.log | grep FATAL'",
      'ssh orders-db tail -f /var/log/pg.log | grep FATAL',
    ]) {
      const plan = follow(line);
      expect(plan).toMatchObject({ kind: 'lines', first: "ssh orders-db 'tail /var/log/pg.log'", rest: 'grep FATAL' });
      expect(plan.kind === 'lines' && plan.newest(10)).toBe("ssh orders-db 'tail -n 1000 /var/log/pg.log'");
    }
    expect(planFollow('ssh orders-db df -h')).toBeNull();
  });

  test.each([
    ['kubectl get pods -w', { kind: 'rows', source: 'kubectl get pods', rest: null }],
    ['kubectl get events --watch | grep Warning', { kind: 'rows', source: 'kubectl get events', rest: 'grep Warning' }],
    ['kubectl rollout status deployment/checkout', { kind: 'until' }],
    ['sleep 90', { kind: 'sleep', seconds: 90 }],
    ['sleep 1m 5', { kind: 'sleep', seconds: 65 }],
    ['watch kubectl get pods', { kind: 'screen', everyS: 2, line: 'kubectl get pods' }],
    [
      'watch -n 5 -d "kubectl get pods | grep -v Running"',
      { kind: 'screen', everyS: 5, line: 'kubectl get pods | grep -v Running' },
    ],
    ['watch -n5 -t date', { kind: 'screen', everyS: 5, title: null }],
    ["psql -c 'select 1' -c '\\watch 5'", { kind: 'again', everyS: 5, line: "psql -c 'select 1'" }],
    ["echo 'select 1 \\watch' | psql", { kind: 'again', everyS: 2, line: "echo 'select 1;' | psql" }],
    ['while true; do kubectl get pods; sleep 3; done', { kind: 'again', everyS: 3, line: 'kubectl get pods' }],
  ])('%s', (line, expected) => expect(follow(line)).toMatchObject(expected));

  test('what stands before it runs first, and what stands behind it when it has ended', () => {
    expect(planFollow('cd /tmp && tail -f x')).toMatchObject({ before: { text: 'cd /tmp', joint: '&&' }, after: null });
    expect(planFollow('sleep 5; kubectl get pods; date')).toMatchObject({
      follow: { kind: 'sleep' },
      after: { text: 'kubectl get pods ; date', joint: ';' },
    });
  });

  test.each([
    'kubectl get pods -o wide',
    'kubectl logs checkout-1 --tail=5',
    'kubectl logs --help -f',
    "echo 'kubectl logs -f x'",
    'grep -f patterns.txt app.log',
    'grep watch app.log',
    'kubectl rollout status deployment/checkout --watch=false',
    'for i in 1 2 3; do sleep 1; done',
    'cat <<EOF\nlogs -f\nEOF',
  ])('%s is an ordinary line', (line) => expect(planFollow(line)).toBeNull());
});

describe('lines that cannot go on say so', () => {
  test.each([
    ['kubectl logs -f x | sort', /^bash: sort: waits for the end of its input/],
    ['kubectl logs -f x | wc -l', /^bash: wc: /],
    ['logs checkout -f | tail -5', /^bash: tail: /],
    ['logs checkout -f | grep -c error', /-c counts at the end/],
    ["logs checkout -f | awk 'END { print NR }'", /^bash: awk: /],
    ['logs checkout -f > all.log', /cannot write to a file/],
    ['echo x | tail -f', /start of a pipeline/],
    ['watch kubectl logs -f x', /run it without watch/],
    ['watch', /^Usage: watch/],
    ['sleep soon', /invalid time interval ‘soon’/],
    ['sleep 9999', /at most an hour/],
  ])('%s', (line, message) => expect(refusal(line)).toMatch(message));
});

describe('what is new', () => {
  test('lines after the overlap of two windows, also when lines repeat', () => {
    expect(newLines(['a', 'b', 'c'], ['b', 'c', 'd'])).toEqual(['d']);
    expect(newLines(['a', 'a'], ['a', 'a', 'a'])).toEqual(['a']);
    expect(newLines(['a'], ['a'])).toEqual([]);
    expect(newLines([], ['a'])).toEqual(['a']);
    expect(newLines(['x', 'y'], ['p', 'q'])).toEqual(['p', 'q']);
  });

  test('rows that differ in more than their age', () => {
    const before = ['NAME   READY   AGE', 'a-1    1/1     59s', 'a-2    1/1     3m'];
    const now = ['NAME   READY   AGE', 'a-1    1/1     60s', 'a-2    0/1     3m'];
    expect(changedRows(before, now)).toEqual(['a-2    0/1     3m']);
    const events = ['LAST SEEN   REASON', '5s          Killing'];
    expect(changedRows(events, ['LAST SEEN   REASON', '6s          Killing', '0s          Pulled'])).toEqual([
      '0s          Pulled',
    ]);
  });
});
