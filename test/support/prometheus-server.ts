import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROGRAM = '/usr/bin/prometheus';

export const hasPrometheus = existsSync(PROGRAM);

export interface PrometheusServer {
  /** The evaluation at which each alert fired for the first time, Unix milliseconds, by name; of the last hour. */
  fired(): Promise<Map<string, number>>;
  /** Scrapes of its only target so far. */
  scrapes(): Promise<number>;
  stop(): Promise<void>;
}

/** A real Prometheus that scrapes one address every second and evaluates one rules file at the file's own interval. */
export async function startPrometheus(target: string, rulesFile: string): Promise<PrometheusServer> {
  const folder = mkdtempSync(join(tmpdir(), 'drillbook-prometheus-'));
  const port = await freePort();
  const { host, pathname, searchParams } = new URL(target);
  const config = {
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '5s' },
    rule_files: [rulesFile],
    scrape_configs: [
      {
        job_name: 'drill',
        honor_labels: true,
        metrics_path: pathname,
        params: Object.fromEntries([...searchParams].map(([name, value]) => [name, [value]])),
        static_configs: [{ targets: [host] }],
      },
    ],
  };
  // JSON is YAML.
  writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(config));
  const child = spawn(
    PROGRAM,
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
    { stdio: 'ignore' },
  );
  const api = `http://127.0.0.1:${port}`;
  await ready(api);
  // A range selector answers with the samples as they were stored; `query_range` would round their times up to its steps.
  const samples = async (series: string): Promise<{ metric: Record<string, string>; values: [number, string][] }[]> => {
    const answer = await fetch(`${api}/api/v1/query?query=${encodeURIComponent(`${series}[1h]`)}`);
    return ((await answer.json()) as { data: { result: never[] } }).data.result;
  };
  return {
    async fired() {
      const alerts = await samples('ALERTS{alertstate="firing"}');
      return new Map(alerts.map(({ metric, values }) => [metric['alertname']!, 1000 * values[0]![0]]));
    },
    async scrapes() {
      return (await samples('up')).flatMap(({ values }) => values).length;
    },
    async stop() {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function ready(api: string): Promise<void> {
  for (let i = 0; i < 100; i++) {
    const answer = await fetch(`${api}/-/ready`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('Prometheus did not get ready within 10 s');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
