import { expect, test } from 'vitest';
import { deployments, pods } from '../../server/engine/read.ts';
import { platformTerminal, platformWorld } from '../support/platform-terminal.ts';
import { certificateWorld, missingVariableWorld } from '../support/reference-world.ts';

test('pods are as old as the last release, or as their last restart', () => {
  const spec = platformWorld();
  const [web] = spec.services;
  web!.releases = [
    { version: web!.version, atS: -9 * 86_400, summary: 'older', author: 'ana' },
    { version: web!.version, atS: -6 * 86_400, summary: 'newer', author: 'ana' },
  ];
  const terminal = platformTerminal(['kubectl:*'], spec);
  const ages = (): string[] => [...terminal.run('kubectl get pods').stdout.matchAll(/^web-\S+ .*?(\S+)\n/gm)].map(([, age]) => age!); // prettier-ignore
  expect(new Set(ages())).toEqual(new Set(['6d']));
  const name = pods(terminal.world, 'web')[0]!.name;
  terminal.does(`kubectl delete pod ${name}`, 60);
  expect(ages().filter((age) => age !== '6d')).toHaveLength(1);
});

test('a restart while a release is rolled out starts over with what is wanted now, and ends both', () => {
  const terminal = platformTerminal(['kubectl:*'], { ...missingVariableWorld(), prerollS: 60 });
  terminal.act({ do: 'deploy.start', service: 'checkout', version: '2.18.0' });
  terminal.tick(30);
  const before = new Set(pods(terminal.world, 'checkout').map(({ name }) => name));
  const restarted = terminal.does('kubectl rollout restart deployment/checkout', 200);
  expect(restarted.stdout).toBe('deployment.apps/checkout restarted\n');
  const now = pods(terminal.world, 'checkout');
  expect(now.every(({ name, version }) => !before.has(name) && version === '2.18.0')).toBe(true);
  expect(deployments(terminal.world).find(({ service }) => service === 'checkout')!.rollout).toMatchObject({
    from: '2.17.2',
    to: '2.18.0',
    state: 'complete',
  });
});

test('dig gives what stands in the internet a public address, what is ours a private one', () => {
  const { run } = platformTerminal();
  const address = (name: string): string => run(`dig +short ${name}`).stdout.trim();
  expect(address('api.quillpay.example')).toMatch(/^198\.51\.100\.\d+$/);
  expect(address('status.quillpay.example')).toMatch(/^198\.51\.100\.\d+$/);
  expect(address('shop.example')).toMatch(/^203\.0\.113\.\d+$/);
  for (const name of ['broker.internal', 'orders-pooler.internal', 'checkout']) expect(address(name)).toMatch(/^10\./);
});

test('curl -k behind an expired certificate sees the shop that answers, whoever the edge keeps out', () => {
  const terminal = platformTerminal([], certificateWorld('leaf', 60));
  const { host } = terminal.world.spec.edge!.hosts[0]!;
  const codes = new Set<string>();
  for (let s = 0; s < 240; s++) {
    terminal.tick(1);
    codes.add(terminal.run(`curl -sk -o /dev/null -w "%{http_code}" https://${host}/`).stdout);
  }
  expect(terminal.world.edge!.blockedShare).toBeGreaterThan(0.3);
  expect([...codes]).toEqual(['200']);
});
