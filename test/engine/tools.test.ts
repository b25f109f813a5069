import { beforeAll, describe, expect, it } from 'vitest';
import type { Action } from '../../server/engine/input.ts';
import { step } from '../../server/engine/step.ts';
import { completeTool, runTool, TOOL_NAMES } from '../../server/engine/tools/registry.ts';
import type { ToolContext } from '../../server/engine/tools/tool.ts';
import { createWorld, type World } from '../../server/engine/world.ts';
import { loadScenario } from '../../server/scenario/load.ts';
import type { Scenario } from '../../server/scenario/scenario.ts';
import { initSql } from '../../server/sql/parse.ts';
import { shellWords } from '../support/shell-words.ts';

interface Terminal {
  world: World;
  ctx: ToolContext;
  run: (line: string, stdin?: string) => ReturnType<typeof runTool>;
}

beforeAll(() => initSql());

/** A world of a variant, so many seconds after its fault fired. */
function terminal(id: string, variant: string, afterS: number, without: string[] = []): Terminal {
  const loaded = loadScenario(`scenarios/${id}`, variant);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const scenario: Scenario = loaded.scenario;
  const world = createWorld({ ...scenario.world, prerollS: 300 }, scenario.rules, 'tools');
  step(world, { kind: 'fault.fire', fault: scenario.timeline[0]!.fault });
  for (let s = 0; s < afterS; s++) step(world, { kind: 'tick' });
  const ctx: ToolContext = {
    seat: 'fixer',
    access: scenario.access.filter((grant) => !without.includes(grant)),
    env: { USER: 'oncall' },
    nowMs: scenario.world.startsAtMs + world.nowS * 1000,
  };
  const run = (line: string, stdin = '') => {
    const [tool = '', ...argv] = shellWords(line);
    return runTool(world, ctx, tool, argv, stdin);
  };
  return { world, ctx, run };
}

describe('a pool that a report drains', () => {
  let at: Terminal;
  beforeAll(() => (at = terminal('connection-pool-exhaustion', 'report', 420)));

  const LINES: [line: string, exitCode: number, says: RegExp, actions?: Action[]][] = [
    ['kubectl get pods', 0, /^NAME\s+READY\s+STATUS\s+RESTARTS\s+AGE\n(.*\n){10,}/],
    ['kubectl get po -l app=checkout -o wide', 0, /IP\s+NODE\s+NOMINATED NODE\s+READINESS GATES\ncheckout-/],
    ['kubectl get pods -l app=checkout -o json', 0, /"kind": "Pod"/],
    ['kubectl -n shop get pods', 0, /checkout-/],
    ['kubectl get deploy checkout', 0, /checkout\s+\d\/6/],
    ['kubectl get sts', 0, /orders\s+1\/1/],
    ['kubectl get cronjobs', 0, /SCHEDULE\s+TIMEZONE\s+SUSPEND\s+ACTIVE.*\nreports-export/],
    ['kubectl get daemons', 1, /error: the server doesn't have a resource type "daemons"/],
    ['kubectl get pods nosuch', 1, /Error from server \(NotFound\): pods "nosuch" not found/],
    ['kubectl get pods --colour', 1, /unknown flag: --colour/],
    ['kubectl frobnicate', 1, /error: unknown command "frobnicate" for "kubectl"/],
    ['kubectl get events', 0, /Unhealthy\s+pod\/checkout-/],
    ['kubectl top pods -l app=checkout', 0, /CPU\(cores\)/],
    ['kubectl describe deployment/checkout', 0, /Image:\s+registry.internal\/checkout:/],
    ['kubectl logs deployment/checkout --tail=5', 0, /\d{4}-\d\d-\d\dT/],
    ['kubectl logs deployment/nosuch', 1, /deployments.apps "nosuch" not found/],
    ['kubectl rollout status deployment/checkout', 0, /checkout/],
    ['kubectl rollout history deployment/checkout', 0, /REVISION\s+CHANGE-CAUSE/],
    [
      'kubectl rollout restart deployment/checkout',
      0,
      /restarted/,
      [{ do: 'service.restart', service: 'checkout', pods: 'rolling' }],
    ],
    [
      'kubectl rollout restart statefulset/orders',
      0,
      /statefulset.apps\/orders restarted/,
      [{ do: 'db.restart', db: 'orders' }],
    ],
    [
      'kubectl scale deployment/checkout --replicas=12',
      0,
      /scaled/,
      [{ do: 'service.scale', service: 'checkout', replicas: 12 }],
    ],
    ['kubectl scale deployment/checkout --replicas=many', 1, /invalid argument "many" for "--replicas" flag/],
    ['kubectl scale deployment/checkout --replicas=400', 1, /exceeded quota/],
    [
      'kubectl set env deployment/checkout LOG_LEVEL=debug',
      0,
      /env updated/,
      [{ do: 'config.set', service: 'checkout', key: 'LOG_LEVEL', value: 'debug' }],
    ],
    [
      'kubectl set env deployment/checkout EXPORT_ENDPOINT-',
      0,
      /env updated/,
      [{ do: 'config.set', service: 'checkout', key: 'EXPORT_ENDPOINT', value: null }],
    ],
    ['kubectl exec -it deploy/checkout -- sh', 1, /no interactive shell/],
    ['job list', 0, /reports-export\s+\w+\s+.*running/],
    ['job pause reports-export', 0, /sessions it holds stay open/, [{ do: 'job.pause', job: 'reports-export' }]],
    ['job pause nosuch', 2, /no job "nosuch"; there are: reports-export/],
    ['deploy status', 0, /SERVICE\s+VERSION\s+READY/],
    ['deploy frob checkout', 2, /unknown command "frob"/],
    ['deploy halt checkout', 1, /nothing of checkout is rolling out/],
    ['deploy rollback checkout --to 0.0.1', 2, /never ran "0.0.1"/],
    ['flag list', 0, /FLAG\s+STATE/],
    ['flag set nosuch off', 2, /no flag "nosuch"/],
    ['logs checkout --since 5m --level error', 0, /.*/],
    ['logs nosuch', 2, /no service "nosuch"; there are/],
    ['logs checkout --since yesterday', 2, /--since takes a duration/],
    [`promql 'sum by (state) (pg_stat_activity_count{db="orders"})'`, 0, /\{state="idle in transaction"\} => \d+/],
    ['promql sum(', 1, /promql: 1:\d+: /],
    ['psql -h orders -c "SHOW max_connections"', 0, / max_connections \n-+\n 180/],
    ['psql -h orders -c "selec 1"', 1, /ERROR: {2}syntax error at or near "selec"\nLINE 1: selec 1\n {8}\^/],
    ['psql -h nowhere -c "select 1"', 2, /could not translate host name "nowhere"/],
    ['psql -h orders -U postgres -c "select 1"', 2, /password authentication failed for user "postgres"/],
    ['psql -h orders -d nosuch -c "select 1"', 2, /database "nosuch" does not exist/],
    [
      'psql -h orders -c "ALTER SYSTEM SET max_connections = 400"',
      1,
      /permission denied to set parameter "max_connections"/,
    ],
    ['psql -h orders -Atc "select count(*) from pg_stat_activity where state = \'idle in transaction\'"', 0, /^\d+\n$/],
    [
      `psql -h orders -c "select pg_terminate_backend(999999)"`,
      0,
      /WARNING: {2}PID 999999 is not a PostgreSQL backend process/,
    ],
    ['psql -h orders -c "\\conninfo"', 0, /You are connected to database "orders"/],
    ['psql -h orders -c "\\foo"', 1, /invalid command \\foo/],
    [
      "curl -sS -o /dev/null -w '%{http_code} %{time_total}\\n' https://shop.example.com/checkout",
      0,
      /^\d{3} \d+\.\d{6}\n$/,
    ],
    ['curl https://nowhere.example.com/', 6, /curl: \(6\) Could not resolve host: nowhere.example.com/],
    ['curl --frob https://shop.example.com/', 2, /curl: option --frob: is unknown/],
    ['help', 0, /kubectl\s+pods, deployments/],
    ['deployctl revert checkout', 127, /bash: deployctl: command not found/],
  ];
  it.each(LINES)('%s', (line, exitCode, says, actions = []) => {
    const result = at.run(line);
    expect({ exitCode: result.exitCode, actions: result.actions }).toEqual({ exitCode, actions });
    expect(result.stdout + result.stderr).toMatch(says);
  });

  it('ends the holders that a SELECT names, one action for all of them', () => {
    const result = at.run(
      `psql -h orders -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle in transaction' LIMIT 2"`,
    );
    expect(result.actions).toHaveLength(1);
    expect(result.actions[0]).toMatchObject({ do: 'db.terminate', db: 'orders' });
    expect((result.actions[0] as { pids: number[] }).pids).toHaveLength(2);
  });

  it('lists itself among the sessions', () => {
    expect(
      at.run('psql -h orders -Atc "select count(*) from pg_stat_activity where pid = pg_backend_pid()"').stdout,
    ).toBe('1\n');
  });

  it('every tool explains itself with --help and completes without an error', () => {
    for (const name of TOOL_NAMES) {
      expect(runTool(at.world, at.ctx, name, ['--help'], '').stdout.trim()).not.toBe('');
      expect(completeTool(at.world, at.ctx, name, [''])).toBeInstanceOf(Array);
    }
    expect(completeTool(at.world, at.ctx, 'kubectl', ['roll'])).toEqual(['rollout']);
    expect(completeTool(at.world, at.ctx, 'kubectl', ['rollout', 'undo', 'deployment/ch'])).toEqual([
      'deployment/checkout',
    ]);
  });
});

describe('rights are part of the world', () => {
  it.each([
    [
      'psql:orders:pg_signal_backend',
      `psql -h orders -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle in transaction'"`,
      /must be a member of the role whose process is being terminated or member of pg_signal_backend/,
    ],
    ['kubectl:write', 'kubectl rollout restart deployment/checkout', /forbidden: User "oncall" cannot patch/],
    ['job:write', 'job pause reports-export', /permission denied/],
    ['deploy:write', 'deploy rollback checkout', /permission denied/],
    ['db:restart', 'kubectl rollout restart statefulset/orders', /forbidden/],
  ])('without %s: %s is refused and does nothing', (grant, line, says) => {
    const result = terminal('connection-pool-exhaustion', 'report', 120, [grant]).run(line);
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toMatch(says);
    expect(result.actions).toEqual([]);
  });

  it('an ordinary role sees that others have sessions and not what they do', () => {
    const { run } = terminal('connection-pool-exhaustion', 'report', 120, ['psql:orders:pg_monitor']);
    expect(
      run(`psql -h orders -Atc "select distinct query from pg_stat_activity where application_name = 'reports-export'"`)
        .stdout,
    ).toBe('<insufficient privilege>\n');
  });
});

describe('a release that breaks checkout', () => {
  it('shows the release, its waves and its diff, and rolls it back', () => {
    const { run } = terminal('bad-deploy', 'missing-variable', 60);
    expect(run('deploy status checkout').stdout).toMatch(/2\.17\.2 -> 2\.18\.0 progressing, wave 1\/4/);
    expect(run('deploy diff checkout').stdout).toMatch(/\+const PAYMENT_TIMEOUT_MS = env/);
    expect(run('deploy halt checkout').actions).toEqual([{ do: 'deploy.halt', service: 'checkout' }]);
    expect(run('kubectl rollout undo deployment/checkout').actions).toEqual([
      { do: 'deploy.rollback', service: 'checkout', to: '2.17.2' },
    ]);
  });

  it('refuses a rollback over a migration unless it is forced, and kubectl cannot go around it', () => {
    const { run } = terminal('bad-deploy', 'refused-rollback', 400);
    expect(run('deploy rollback checkout')).toMatchObject({ exitCode: 1, actions: [] });
    expect(run('kubectl rollout undo deployment/checkout')).toMatchObject({ exitCode: 1, actions: [] });
    expect(run('deploy rollback --force checkout').actions[0]).toMatchObject({ do: 'deploy.rollback', force: true });
  });
});

describe('a certificate that ran out', () => {
  it('openssl and curl say what real ones say, and x509 reads what s_client printed', () => {
    const { run } = terminal('certificate-expiry', 'leaf-expired', 60);
    const served = run('openssl s_client -connect shop.example.com:443 -servername shop.example.com');
    expect(served.stderr).toMatch(/verify error:num=10:certificate has expired/);
    expect(served.stdout).toMatch(/Verify return code: 10 \(certificate has expired\)/);
    const dates = run('openssl x509 -noout -dates -subject', served.stdout).stdout;
    expect(dates).toMatch(
      /^notBefore=\w{3} [ \d]\d \d\d:\d\d:\d\d \d{4} GMT\nnotAfter=.* GMT\nsubject=CN ?= ?shop\.example\.com\n$/,
    );
    expect(run('curl -sS https://shop.example.com/')).toMatchObject({ exitCode: 60 });
    expect(run('openssl x509 -noout -checkend 0', served.stdout)).toMatchObject({
      exitCode: 1,
      stdout: 'Certificate will expire\n',
    });
  });

  it('a renewed certificate is on disk and not served until the edge reloads', () => {
    const at = terminal('certificate-expiry', 'leaf-expired', 60);
    for (const action of at.run('cert renew shop').actions) step(at.world, { kind: 'act', action, seat: 'fixer' });
    for (let s = 0; s < 120; s++) step(at.world, { kind: 'tick' });
    expect(at.run('cert status shop').stdout).toMatch(/disk .*valid\n.*served .*EXPIRED/);
    expect(at.run('cert reload edge').actions).toEqual([{ do: 'edge.reload', edge: 'edge' }]);
  });
});
