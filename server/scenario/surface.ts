import { createHash } from 'node:crypto';
import { parseRunbook } from '../runbook/parse.ts';
import { readPack, writePack } from './pack.ts';
import type { Scenario } from './scenario.ts';
import { pickVariant } from './variant.ts';

/** Names that people would remember from the last time, each with others that read as well in the same sentences. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  checkout: ['till', 'counter', 'cashdesk'],
  ordering: ['booking-desk', 'intake', 'baskets'],
  search: ['finder', 'lookup', 'discovery'],
  Search: ['Finder', 'Lookup', 'Discovery'],
  accounts: ['members', 'profiles', 'logins'],
  Accounts: ['Members', 'Profiles', 'Logins'],
  orders: ['sales', 'bookings', 'purchases'],
  'reports-export': ['monthly-extract', 'figures-dump', 'ledger-copy'],
  'stock-sync': ['shelf-copy', 'warehouse-feed', 'parts-sync'],
  'index-rebuild': ['shelf-index', 'words-refresh', 'terms-rebuild'],
  quillpay: ['corvopay', 'tallypay', 'fernpay'],
  Quillpay: ['Corvopay', 'Tallypay', 'Fernpay'],
  argus: ['sentrel', 'vigil', 'lynceus'],
  Argus: ['Sentrel', 'Vigil', 'Lynceus'],
};

/** Pairs of a name in small letters and the same with a capital: both draw the same place of their lists. */
const CAPITALS: Readonly<Record<string, string>> = {
  Search: 'search',
  Accounts: 'accounts',
  Quillpay: 'quillpay',
  Argus: 'argus',
};

const COMPANIES: readonly string[] = ['Birch Landing', 'Marble Inlet', 'Thistle Point', 'Saffron Quay', 'Cedar Wharf'];

/**
 * The same scenario under other names: services, databases, jobs, third parties and the cover are drawn by `seed`, in the
 * world, the rules, the runbooks and every sentence alike, so that who played it before has to look again. What users do
 * (journeys: browse, checkout, pay) and the names of alerts stay. It has a hash of its own; `shippedHash` still finds par.
 */
export function resurfaced(scenario: Scenario, seed: string): Scenario {
  const names = drawnNames(scenario, seed);
  const pack = JSON.parse(writePack(scenario)) as { v: number; scenario: unknown };
  const renamed = readPack(JSON.stringify({ ...pack, scenario: renamedIn(pack.scenario, names, []) }));
  if (!renamed) throw new Error('a pack that was just written can be read');
  const shippedHash = scenario.shippedHash ?? scenario.hash;
  return {
    ...renamed,
    id: scenario.id,
    folder: scenario.folder,
    hash: createHash('sha256').update(`${scenario.hash}\nsurface ${seed}`).digest('hex'),
    shippedHash,
    variant: { ...renamed.variant, id: scenario.variant.id },
    variants: renamed.variants.map((variant, i) => ({ ...variant, id: scenario.variants[i]!.id })),
    charts: renamed.charts.map((chart, i) => withJourneyLabels(chart, scenario.charts[i]!)),
    runbooks: scenario.runbooks.map((runbook) => parseRunbook(renamedText(runbook.source, names), runbook.file)),
  };
}

type Names = ReadonlyMap<string, string>;

/** Only what this world has: elsewhere "ordering" is what users do. The cover is the company's name, in sentences too. */
function drawnNames({ world, cover }: Scenario, seed: string): Names {
  const parts = [...world.services, ...world.databases, ...world.jobs, ...(world.thirdParties ?? [])];
  const ids = new Set(parts.map(({ id }) => id));
  const drawn = Object.entries(OTHERS).flatMap(([name, others]): [string, string][] => {
    const id = CAPITALS[name] ?? name;
    return ids.has(id) ? [[name, pickVariant(`${seed}/${id}`, others)]] : [];
  });
  return new Map([[cover, pickVariant(`${seed}/cover`, COMPANIES)], ...drawn]);
}

/** Members that hold journeys: what users do keeps its name. */
const OF_JOURNEYS: ReadonlySet<string> = new Set(['journey', 'journeys', 'follows']);

function renamedIn(value: unknown, names: Names, path: readonly string[]): unknown {
  if (typeof value === 'string') return isOfJourneys(path) ? value : renamedText(value, names);
  if (Array.isArray(value)) return value.map((one) => renamedIn(one, names, path));
  if (typeof value !== 'object' || value === null) return value;
  // Errors of a version are listed by journey.
  const keep = path.at(-1) === 'errors';
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      keep ? key : renamedText(key, names),
      renamedIn(one, names, [...path, key]),
    ]),
  );
}

function isOfJourneys(path: readonly string[]): boolean {
  const [key, parent] = [path.at(-1) ?? '', path.at(-2)];
  return OF_JOURNEYS.has(key) || (key === 'id' && parent === 'journeys');
}

/** A journey in PromQL, and a page of the shop in an address, are what users do. */
const KEPT = /journey(?:=|=~|!=|!~)"[^"]*"|example\.com\/[\w/-]*/g;

function renamedText(text: string, names: Names): string {
  let done = '';
  let from = 0;
  for (const kept of text.matchAll(KEPT)) {
    done += renamedWords(text.slice(from, kept.index), names) + kept[0];
    from = kept.index + kept[0].length;
  }
  return done + renamedWords(text.slice(from), names);
}

function renamedWords(text: string, names: Names): string {
  return [...names].reduce((said, [name, other]) => said.replaceAll(wordOf(name), other), text);
}

function wordOf(name: string): RegExp {
  return new RegExp(`(?<![A-Za-z0-9_])${name}(?![A-Za-z0-9_])`, 'g');
}

/** A series that shows a journey keeps the journey's name as its label. */
function withJourneyLabels(
  chart: Scenario['charts'][number],
  before: Scenario['charts'][number],
): Scenario['charts'][number] {
  const series = chart.spec.series.map((one, i) => {
    const label = before.spec.series[i]!.label;
    return before.expressions[i]?.includes(`journey="${label}"`) ? { ...one, label } : one;
  });
  return { ...chart, spec: { ...chart.spec, series } };
}
