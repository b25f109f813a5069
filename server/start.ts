import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { Accounts } from './account/accounts.ts';
import { addressOf } from './address.ts';
import type { Config } from './config.ts';
import { isOver } from './desk/branches.ts';
import { Desk } from './desk/desk.ts';
import { newId } from './desk/ids.ts';
import { systemTicker } from './desk/ticker.ts';
import { engineSimulation } from './drill/engine-simulation.ts';
import { ENGINE_VERSION } from './engine/version.ts';
import { createApp } from './http/app.ts';
import { WebClient } from './http/web-client.ts';
import { BookletDesk } from './library/booklet-desk.ts';
import { DebriefShelf } from './library/debrief-shelf.ts';
import { BotProcess } from './bots/bot-process.ts';
import { GapDesk } from './library/gap-desk.ts';
import { GitTree, TreeProblem } from './library/git-tree.ts';
import { lintConfigOf } from './library/lint-configs.ts';
import { RunbookDesk } from './library/runbook-desk.ts';
import { RunbookHistory } from './library/runbook-history.ts';
import { RunbookLibrary } from './library/runbook-library.ts';
import { ScenarioLibrary } from './library/scenario-library.ts';
import { productVersion, projectRoot } from './project-root.ts';
import { ShellHost } from './shell/host.ts';
import { serveSockets } from './socket/serve.ts';
import { initSql } from './sql/parse.ts';
import { DryRuns } from './set-up/dry-runs.ts';
import { isolationOf } from './set-up/isolation.ts';
import { InjectTrials } from './set-up/inject-trials.ts';
import { SetUpDesk } from './set-up/set-up-desk.ts';
import { StartError } from './start-error.ts';
import { openConfiguredStore } from './store/open-configured.ts';
import { takeFolder } from './store/take-folder.ts';

export interface RunningServer {
  version: string;
  /** Where people find it, without a slash at the end. */
  url: string;
  /** The facilitator's one-time link. */
  link: string;
  /** Writes what is queued, cuts connections, lets go of everything. */
  stop(): Promise<void>;
}

/** Where this store's server was last found, so that `drillbook link` can print a whole link. */
export const ADDRESS_SETTING = 'address';

/** Requests a minute from one address, which may be a whole company behind one router. */
const LIMITS = { api: 6000, guesses: 60 };

/** Far more than one person makes, also one who runs many drills at once. */
const MESSAGES_PER_10_S = 1000;

/** Puts the server together and starts it. Throws `StartError` when port, folder or database refuse. */
export async function startServer(config: Config, log: Logger): Promise<RunningServer> {
  const root = projectRoot();
  const version = productVersion();
  const sqlIsReady = initSql();
  const release =
    config.databaseUrl === null ? await takeFolder(config.dataDir, servedAlready(config.dataDir)) : () => undefined;
  // The port first: a second start by mistake must not take the drills from the first before it fails.
  const { server, setHandler } = await listen(config);
  const store = await openConfiguredStore(config, (error) =>
    log.warn({ err: error }, 'database connection lost'),
  ).catch((error: unknown) => {
    server.close();
    release();
    throw error;
  });
  const accounts = new Accounts(store, Date.now);
  const library = new ScenarioLibrary(join(root, 'scenarios'), store, Date.now, (problems) => {
    for (const problem of problems) log.warn({ problem }, 'scenario');
  });
  const pages = new RunbookLibrary(store, Date.now);
  await pages.takeShipped(library.shippedRunbooks());
  const tree = config.runbooksDir === null ? null : await openTree(config.runbooksDir);
  if (tree) await pages.follow(await tree.pages(), 'git');
  const scenarios = library.withPages(pages);
  const debriefs = new DebriefShelf({
    scenarios,
    store,
    simulate: engineSimulation,
    engine: ENGINE_VERSION,
    now: Date.now,
  });
  const shell = new ShellHost();
  const bots = new BotProcess();
  const desk = new Desk({
    store,
    shell,
    scenarios,
    simulate: engineSimulation,
    engine: ENGINE_VERSION,
    ticker: systemTicker,
    draw: randomInt,
    logError: ({ error, ...where }) => log.error({ err: error, ...where }, 'drill'),
    bots,
  });

  const history = new RunbookHistory({
    store,
    debriefs,
    hasEnded: (drill) => isOver(desk, drill),
  });
  const runbooks = new RunbookDesk({
    bots,
    library: pages,
    history,
    store,
    scenarios: () => library.everyVariant(),
    tree: async () => (await tree?.status()) ?? null,
    now: Date.now,
    ...(tree ? { lint: lintConfigOf(tree.root) } : {}),
  });
  const gaps = new GapDesk({ store, library: pages, scenarios, debriefs, bots, tree, now: Date.now });
  const booklets = new BookletDesk({ store, scenarios, bots });
  const setUp = new SetUpDesk({
    store,
    library,
    scenarios,
    pages,
    history,
    dryRuns: new DryRuns(bots),
    isolation: isolationOf(config),
    now: Date.now,
    newId: () => newId('t', randomInt),
  });
  const trials = new InjectTrials({ scenarios, bots, engine: ENGINE_VERSION });
  const url = addressOf(config, (server.address() as AddressInfo).port);
  const parts = { store, accounts, desk, publicUrl: config.publicUrl };
  setHandler(
    createApp({
      ...parts,
      library,
      debriefs,
      runbooks,
      gaps,
      booklets,
      setUp,
      trials,
      web: new WebClient(join(root, 'dist', 'web')),
      version,
      engine: ENGINE_VERSION,
      now: Date.now,
      limits: LIMITS,
      logError: (error, request) => log.error({ err: error, ...request }, 'http'),
    }),
  );
  const sockets = serveSockets(server, {
    ...parts,
    messagesPer10S: MESSAGES_PER_10_S,
    logError: (error, where) => log.error({ err: error, ...where }, 'socket'),
  });
  desk.listen({
    message: (drill, audience, message) => sockets.hub.room(drill, audience, message),
    tick: (drill, message) => sockets.hub.tick(drill, message),
    checks: (drill, audiences, message) => sockets.hub.checks(drill, audiences, message),
    terminal: (drill, seat, message) => sockets.hub.terminal(drill, seat, message),
    rejoin: (drill, seat, reason) => sockets.hub.seatChanged(drill, seat, reason),
    removed: (drill, seat, reason) => sockets.hub.seatRemoved(drill, seat, reason),
  });

  await sqlIsReady;
  const recovered = await desk.recover();
  await store.setSetting(ADDRESS_SETTING, url);
  const link = `${url}/enter/${await accounts.facilitatorLink()}`;
  log.info({ url, version, store: store.kind, recovered }, 'ready');
  return {
    version,
    url,
    link,
    async stop() {
      await sockets.close();
      server.closeAllConnections();
      await desk.close();
      shell.close();
      bots.close();
      await store.close();
      release();
    },
  };
}

/** The linked working tree. Throws `StartError` when the folder is none. */
async function openTree(folder: string): Promise<GitTree> {
  try {
    return await GitTree.open(folder);
  } catch (error) {
    if (!(error instanceof TreeProblem)) throw error;
    throw new StartError(
      `The runbooks in ${folder} cannot be used: ${error.message}. Name a git working tree with --runbooks.`,
    );
  }
}

function servedAlready(dataDir: string): string {
  return `Another Drillbook already serves ${dataDir}; stop it, or name another folder with --data.`;
}

/** Takes the port; requests are put off until there is a handler. */
async function listen({ host, port }: Config): Promise<{ server: Server; setHandler(handler: RequestListener): void }> {
  let handler: RequestListener = (_request, response) => {
    response.writeHead(503, { 'Retry-After': '1' }).end('Starting.\n');
  };
  const server = createServer((request, response) => handler(request, response));
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new StartError(listenTrouble(error as NodeJS.ErrnoException, host, port));
  }
  return { server, setHandler: (next) => (handler = next) };
}

function listenTrouble({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is taken; stop the other program, or choose another port with --port or PORT.`;
    case 'EACCES':
      return `Port ${port} may not be used by this account; choose one above 1023 with --port or PORT.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `This machine has no address ${host}; give another with --host or HOST.`;
    default:
      return `Cannot listen on ${host}:${port}: ${message}.`;
  }
}
