import { parse } from 'yaml';
import { foldWords } from './fold.ts';
import type { RunbookProblem } from './runbook.ts';
import { readToml } from './toml.ts';

/** The head of a runbook under canonical names; absent when the page does not say. */
export interface FrontMatter {
  id?: string;
  title?: string;
  category?: string;
  trigger?: string;
  owner?: string;
  lastTested?: string;
  tags?: string[];
  alerts?: string[];
  services?: string[];
  linked?: string[];
  reviewed?: string;
}

export interface Head {
  head: FrontMatter;
  problems: RunbookProblem[];
  /** Names that mean nothing to us; the page keeps them. */
  unread: { name: string; line: number }[];
}

type Key = keyof FrontMatter;

const LISTS: readonly Key[] = ['tags', 'alerts', 'services', 'linked'];

/** The many names that people give the same thing: small letters without accents, blanks, dashes and underscores. */
const NAMES: Record<string, Key> = {
  id: 'id', runbook: 'id', runbookid: 'id', title: 'title', name: 'title',
  category: 'category', type: 'category', kind: 'category',
  trigger: 'trigger', triggers: 'trigger', triggeredby: 'trigger', when: 'trigger', symptom: 'trigger',
  owner: 'owner', owners: 'owner', author: 'owner', maintainer: 'owner', contact: 'owner',
  lasttested: 'lastTested', tested: 'lastTested', lasttest: 'lastTested', lastdrilled: 'lastTested',
  tags: 'tags', labels: 'tags', keywords: 'tags',
  alerts: 'alerts', alert: 'alerts', alertname: 'alerts', monitors: 'alerts',
  services: 'services', service: 'services', component: 'services', components: 'services', systems: 'services',
  verantwortlich: 'owner', verantwortliche: 'owner', verantwortlicher: 'owner', zustandig: 'owner', eigentumer: 'owner', responsable: 'owner',
  propietario: 'owner', responsavel: 'owner', 担当: 'owner', 担当者: 'owner', 責任者: 'owner', titel: 'title', titre: 'title', titulo: 'title',
  kategorie: 'category', categorie: 'category', categoria: 'category', ausloser: 'trigger', declencheur: 'trigger', disparador: 'trigger', gatilho: 'trigger',
  zuletztgetestet: 'lastTested', letztertest: 'lastTested', dernieretest: 'lastTested', derniertest: 'lastTested', testele: 'lastTested',
  ultimaprueba: 'lastTested', ultimoteste: 'lastTested', 最終テスト日: 'lastTested', dienst: 'services', dienste: 'services', servicio: 'services',
  servicios: 'services', servico: 'services', servicos: 'services', サービス: 'services', alarm: 'alerts', alarme: 'alerts', alerte: 'alerts', alerta: 'alerts',
  alertas: 'alerts', アラート: 'alerts',
  lastreviewed: 'reviewed', reviewed: 'reviewed', lastreview: 'reviewed', lastupdated: 'reviewed', updated: 'reviewed', lastupdate: 'reviewed',
  lastmodified: 'reviewed', date: 'reviewed', zuletztgeandert: 'reviewed', stand: 'reviewed', misajour: 'reviewed', dernieremiseajour: 'reviewed',
  ultimaactualizacion: 'reviewed', ultimaatualizacao: 'reviewed', 更新日: 'reviewed', 最終更新日: 'reviewed',
  linked: 'linked', linkedids: 'linked', related: 'linked', links: 'linked', seealso: 'linked', relatedrunbooks: 'linked',
}; // prettier-ignore

/** Longest and deepest head that is given to the YAML parser. */
const MAX_YAML = 16_000;
const MAX_BRACKETS = 8;

/**
 * Reads the YAML between the `---` lines, or the TOML between `+++`. `line` is where it begins. Trouble is a problem, never
 * an exception.
 */
export function readFrontMatter(text: string, line: number, language: 'yaml' | 'toml' = 'yaml'): Head {
  const fail = (message: string, at = line): Head => ({
    head: {},
    problems: [{ rule: 'front-matter', line: at, message }],
    unread: [],
  });
  const refusal = refuseHead(text);
  if (refusal) return fail(refusal);
  if (language === 'toml') return headWithRest(readToml(text), text, line);
  try {
    const value: unknown = parse(text, { maxAliasCount: 0, logLevel: 'error' });
    if (value === null || value === undefined) return { head: {}, problems: [], unread: [] };
    if (typeof value !== 'object' || Array.isArray(value)) {
      return fail('The front matter is not a list of "name: value" lines.');
    }
    return headWithRest(Object.entries(value), text, line);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : 'unknown';
    return fail(`The front matter is not YAML: ${reason}`, line + lineOf(error) - 1);
  }
}

function headWithRest(pairs: [string, unknown][], text: string, line: number): Head {
  const lines = text.split(/\r\n?|\n/);
  const unread = pairs
    .filter(([name]) => canonicalKey(name) === undefined)
    .map(([name]) => ({
      name,
      line:
        line +
        Math.max(
          0,
          lines.findIndex((one) => one.replace(/^["']/, '').startsWith(name)),
        ),
    }));
  return { head: headOf(pairs), problems: [], unread };
}

/** Reads one `Owner: anna` of a page without front matter: null when the name means nothing to us. */
export function readField(name: string, value: string): FrontMatter | null {
  const key = canonicalKey(name);
  return key ? headOf([[key, value]]) : null;
}

function headOf(pairs: [string, unknown][]): FrontMatter {
  const head: FrontMatter = {};
  for (const [name, value] of pairs) {
    const key = canonicalKey(name);
    if (!key || head[key] !== undefined) continue;
    if (LISTS.includes(key)) Object.assign(head, { [key]: wordsOf(value) });
    else if (textOf(value) !== '') Object.assign(head, { [key]: textOf(value) });
  }
  return head;
}

function canonicalKey(name: string): Key | undefined {
  const plain = foldWords(name.slice(0, 60)).replace(/[\s_'-]/g, '');
  return Object.hasOwn(NAMES, plain) ? NAMES[plain] : undefined;
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).filter(Boolean).join(', ');
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

function wordsOf(value: unknown): string[] {
  const items = Array.isArray(value) ? value.map(textOf) : textOf(value).split(',');
  return [...new Set(items.map((item) => item.trim()).filter(Boolean))];
}

/** Deep YAML aborts the process inside the parser, so depth is judged from the outside. */
function refuseHead(yaml: string): string | null {
  if (yaml.length > MAX_YAML) return `The front matter has ${yaml.length} characters; at most ${MAX_YAML} are read.`;
  let depth = 0;
  for (const char of yaml) {
    if (char === '[' || char === '{') depth++;
    else if (char === ']' || char === '}') depth--;
    if (depth > MAX_BRACKETS) return 'The front matter nests too deeply; it needs plain values and short lists only.';
  }
  const nested = yaml.split('\n').some((text) => /^\s{40}/.test(text) || /^\s*(?:[-?]\s+){8}/.test(text));
  return nested ? 'The front matter nests too deeply; it needs plain values and short lists only.' : null;
}

function lineOf(error: unknown): number {
  const pos = (error as { linePos?: { line?: number }[] }).linePos;
  return pos?.[0]?.line ?? 1;
}
