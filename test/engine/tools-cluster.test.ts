import { beforeAll, describe, expect, it } from 'vitest';
import type { WorldSpec } from '../../server/engine/spec.ts';
import { step } from '../../server/engine/step.ts';
import { completeTool, runTool } from '../../server/engine/tools/registry.ts';
import type { ToolContext } from '../../server/engine/tools/tool.ts';
import { createWorld, type World } from '../../server/engine/world.ts';
import { stormWorld, vendorWorld } from '../support/call-worlds.ts';
import { missingVariableWorld, referenceWorld } from '../support/reference-world.ts';
import { shellWords } from '../support/shell-words.ts';
import { cacheWorld, doing, nodesWorld, replicaWorld } from '../support/store-worlds.ts';

interface Terminal {
  world: World;
  /** Types a line; what it does takes effect. */
  type: (line: string) => { exitCode: number; text: string };
  tab: (line: string) => string[];
  wait: (seconds: number) => void;
}

function terminal(spec: WorldSpec, access: string[] = ['*']): Terminal {
  const world = createWorld({ ...spec, prerollS: 120 }, [], 'cluster');
  const ctx = (): ToolContext => ({ seat: 'ana', access, env: {}, nowMs: spec.startsAtMs + world.nowS * 1000 });
  return {
    world,
    type: (line) => {
      const [name = '', ...argv] = shellWords(line);
      const { stdout, stderr, exitCode, actions } = runTool(world, ctx(), name, argv, '');
      for (const action of actions) step(world, { kind: 'act', action, seat: 'ana' });
      return { exitCode, text: stdout + stderr };
    },
    tab: (line) => {
      const [name = '', ...argv] = shellWords(line);
      return completeTool(world, ctx(), name, line.endsWith(' ') ? [...argv, ''] : argv);
    },
    wait: (seconds) => {
      for (let s = 0; s < seconds; s++) step(world, { kind: 'tick' });
    },
  };
}

describe('nodes', () => {
  it('a cordoned node says so, a drained one has no pods of services left', () => {
    const at = terminal(nodesWorld());
    expect(at.type('kubectl get nodes').text).toMatch(/^node-b +Ready +<none>/m);
    expect(at.type('kubectl cordon node-b').text).toBe('node/node-b cordoned\n');
    expect(at.type('kubectl cordon node-b').text).toBe('node/node-b already cordoned\n');
    expect(at.type('kubectl get node node-b').text).toMatch(/Ready,SchedulingDisabled/);
    expect(at.type('kubectl drain node-b')).toMatchObject({ exitCode: 1 });
    expect(at.type('kubectl drain node-b --ignore-daemonsets').text).toMatch(
      /evicting pod shop\/[\s\S]*node\/node-b drained/,
    );
    at.wait(60);
    const left = at.type('kubectl get pods --field-selector spec.nodeName=node-b -o name').text.split('\n');
    expect(left.filter((name) => /^pod\/(web|search|accounts|checkout)-/.test(name))).toEqual([]);
    expect(at.type('kubectl uncordon node-b').text).toBe('node/node-b uncordoned\n');
  });

  it('touching one needs its own right', () => {
    expect(terminal(nodesWorld(), ['kubectl:write']).type('kubectl cordon node-b')).toMatchObject({ exitCode: 1 });
  });
});

describe('stores', () => {
  it('are pods of stateful sets; restarting a cache empties it', () => {
    const at = terminal(cacheWorld());
    expect(at.type('kubectl get pods').text).toMatch(/^pages-0 +1\/1 +Running/m);
    expect(at.type('kubectl get sts pages -o wide').text).toMatch(/redis:7\.2\.4/);
    expect(at.type('kubectl rollout restart statefulset/pages').text).toBe('statefulset.apps/pages restarted\n');
    at.wait(2);
    expect(at.type('kubectl get pod pages-0').text).toMatch(/^pages-0 +0\/1/m);
  });

  it('a replica has a pod that nobody deletes on call', () => {
    const at = terminal(replicaWorld());
    const name = at.world.spec.databases[0]!.replicas![0]!.id;
    expect(at.type(`kubectl get pod ${name}`).text).toMatch(/1\/1/);
    expect(at.type(`kubectl delete pod ${name}`).text).toMatch(/Forbidden/);
  });
});

describe('a pod whose environment differs', () => {
  it('shows it to exec and describe, while its deployment shows what is configured', () => {
    const spec = referenceWorld();
    spec.faults = [
      doing('drift', { type: 'pod.config', params: { service: 'checkout', pods: 1, key: 'DB_POOL_SIZE', value: '2' } }),
    ];
    spec.services.find(({ id }) => id === 'checkout')!.config['DB_POOL_SIZE'] = '20';
    const at = terminal(spec);
    step(at.world, { kind: 'fault.fire', fault: 'drift' });
    at.wait(2);
    const names = at.type('kubectl get pods -l app=checkout -o name').text.trim().split('\n');
    const sizes = names.map((name) => at.type(`kubectl exec ${name} -- printenv DB_POOL_SIZE`).text.trim());
    expect(sizes.filter((size) => size === '2')).toHaveLength(1);
    expect(at.type('kubectl set env deployment/checkout --list').text).toMatch(/^DB_POOL_SIZE=20$/m);
    expect(at.type(`kubectl describe ${names[sizes.indexOf('2')]}`).text).toMatch(/DB_POOL_SIZE: +2$/m);
  });
});

describe('traffic', () => {
  it('lets a share in, says how much is turned away, and restores', () => {
    const at = terminal(stormWorld());
    expect(at.type('traffic admit web 20%').text).toMatch(/^web: lets in 20% of requests from now on/);
    at.wait(20);
    const [, row = ''] = at.type('traffic status web').text.split('\n');
    const [, share, , away] = row.split(/\s+/);
    expect(share).toBe('20%');
    expect(Number(away)).toBeGreaterThan(10);
    expect(at.type('traffic admit web 0.2').text).toBe('web lets in 20% already\n');
    expect(at.type('traffic restore web').text).toMatch(/lets in 100%/);
  });

  it.each([
    ['traffic admit web 20', 2, /did you mean 20%\?/],
    ['traffic admit web 120%', 2, /is no share from 0% to 100%/],
    ['traffic admit web', 2, /which share\?/],
    ['traffic admit search 20%', 1, /search has no admission gate; there are: web/],
    ['traffic admit nosuch 20%', 2, /no service "nosuch"/],
    ['traffic open web', 2, /unknown command "open"; there are: admit, restore, status/],
  ])('%s', (line, exitCode, says) => {
    const answer = terminal(stormWorld()).type(line);
    expect(answer.exitCode).toBe(exitCode);
    expect(answer.text).toMatch(says);
  });

  it('needs its right', () =>
    expect(terminal(stormWorld(), ['kubectl:write']).type('traffic admit web 20%').text).toMatch(/permission denied/));
});

describe('breakers', () => {
  function guarded(): WorldSpec {
    const spec = vendorWorld();
    spec.services.find(({ id }) => id === 'checkout')!.config['QUILLPAY_BREAKER'] = 'on';
    return spec;
  }

  it('are listed with their calls, opened by hand and given back', () => {
    const at = terminal(guarded());
    expect(at.type('breaker list checkout').text).toMatch(/^checkout +quillpay +closed +rule +\d+\.\d/m);
    expect(at.type('breaker open checkout quillpay').text).toBe('breaker checkout -> quillpay is forced open\n');
    at.wait(10);
    expect(at.type('breaker list').text).toMatch(/^checkout +quillpay +open +hand/m);
    expect(at.type('breaker open checkout quillpay').text).toMatch(/already/);
    expect(at.type('breaker auto checkout quillpay').text).toMatch(/follows its own rule/);
  });

  it('that are not there are not set', () => {
    expect(terminal(guarded()).type('breaker open web search')).toMatchObject({ exitCode: 1 });
  });
});

describe('git', () => {
  it('tells nothing of a version that was not deployed yet, and has it once it is', () => {
    const at = terminal(missingVariableWorld());
    const fault = at.world.spec.faults[0]!.id;
    expect(at.type('git -C checkout log --oneline').text).not.toMatch(/2\.18\.0/);
    step(at.world, { kind: 'fault.fire', fault });
    at.wait(10);
    expect(at.type('git -C checkout log --oneline -n 1').text).toMatch(/2\.18\.0/);
  });

  it('gives the same history each time', () => {
    const read = () => terminal(referenceWorld()).type('git -C checkout log -p').text;
    expect(read()).toBe(read());
  });

  it('has diffs that are well formed', () => {
    const text = terminal(referenceWorld()).type('git -C checkout log -p').text;
    for (const [, minus = '1', plus = '1', body = ''] of text.matchAll(
      /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@\n((?:[-+ ].*\n?)*)/gm,
    )) {
      const lines = body.split('\n').filter((line) => /^[-+ ]/.test(line));
      expect([
        lines.filter((line) => !line.startsWith('+')).length,
        lines.filter((line) => !line.startsWith('-')).length,
      ]).toEqual([Number(minus), Number(plus)]);
    }
  });
});

describe('completion', () => {
  let at: Terminal;
  beforeAll(() => (at = terminal(referenceWorld())));
  it.each([
    ['kubectl rollout ', ['history', 'pause', 'restart', 'resume', 'status', 'undo']],
    ['kubectl rollout undo deployment/ch', ['deployment/checkout']],
    ['kubectl rollout undo deployment/checkout --to-revision=', ['--to-revision=1']],
    ['kubectl get depl', ['deploy', 'deployments']],
    ['kubectl get deploy ch', ['checkout']],
    ['kubectl get pods -l ', ['app=accounts', 'app=checkout', 'app=search', 'app=web']],
    ['kubectl get pods -o y', ['yaml']],
    ['kubectl get pods --out', ['--output=']],
    ['kubectl -n shop scale deployment/se', ['deployment/search']],
    ['kubectl drain node-a --ig', ['--ignore-daemonsets']],
    ['kubectl logs deploy/checkout -c ch', ['checkout']],
    ['kubectl set ', ['env', 'image']],
    ['deploy hi', ['history']],
    ['deploy rollback checkout --', ['--force', '--to']],
    ['flag set express-pay ', ['off', 'on']],
    ['job pau', ['pause']],
    ['breaker open web ', ['accounts', 'checkout', 'search']],
    ['git -C ch', ['checkout']],
    ['git sho', ['shortlog', 'show']],
  ])('%s', (line, candidates) => expect(at.tab(line)).toEqual(candidates));
});
