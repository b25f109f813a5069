import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startChild } from '../../server/shell/child-process.ts';
import { ShellHost } from '../../server/shell/host.ts';

/** Inside the package, where the child finds its dependencies. */
const folder = mkdtempSync(join(import.meta.dirname, '../../node_modules/.shell-test-'));
const childPath = join(folder, 'child.js');
const secret = join(mkdtempSync(join(tmpdir(), 'drillbook-secret-')), 'secret');

beforeAll(async () => {
  await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      ssr: true,
      outDir: folder,
      target: 'node20',
      rolldownOptions: { input: { child: join(import.meta.dirname, '../../server/shell/child.ts') } },
    },
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the built child runs under the permission model of Node', async () => {
  const host = new ShellHost({ children: 1, childPath });
  const setting = {
    tools: ['psql'],
    onTool: () => ({ stdout: 'a|1\n', stderr: '', exitCode: 0 }),
    nowMs: 0,
    user: 'oncall',
    hostname: 'bastion-1',
  };
  expect(await host.run('ana', "psql | cut -d'|' -f2; echo a | jq -R .; date +%Y", setting)).toMatchObject({
    stdout: '1\n"a"\n1970\n',
    exitCode: 0,
  });
  host.close();
});

test('which keeps it from files, processes and threads of the host', async () => {
  const probe = join(folder, 'probe.js');
  const { writeFileSync } = await import('node:fs');
  writeFileSync(secret, 'secret');
  writeFileSync(
    probe,
    `import { readFileSync, writeFileSync } from 'node:fs';
     import { execSync } from 'node:child_process';
     import { Worker } from 'node:worker_threads';
     const attempts = [() => readFileSync(${JSON.stringify(secret)}), () => readFileSync('/etc/passwd'), () => writeFileSync(${JSON.stringify(join(folder, 'x'))}, ''), () => execSync('id'), () => new Worker('0', { eval: true })];
     process.send({ codes: attempts.map((attempt) => { try { attempt(); return 'done'; } catch (error) { return error.code; } }), env: Object.keys(process.env) });`,
  );
  const child = startChild(probe, 2000);
  const answer = await new Promise((resolve) => child.once('message', resolve));
  child.kill('SIGKILL');
  const [denied] = ['ERR_ACCESS_DENIED'];
  expect(answer).toMatchObject({ codes: [denied, denied, denied, denied, denied] });
});
