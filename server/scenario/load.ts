import type { Runbook } from '../runbook/runbook.ts';
import { parseRunbook } from '../runbook/parse.ts';
import { SCENARIO_TOOLS } from './tool-names.ts';
import { checkAlerts } from './check/check-alerts.ts';
import { checkFaults } from './check/check-faults.ts';
import { checkRunbooks } from './check/check-runbooks.ts';
import { checkStory } from './check/check-story.ts';
import { checkWorld } from './check/check-world.ts';
import type { Report } from './check/report.ts';
import { compileScenario, faultsOf } from './compile-scenario.ts';
import { didYouMean } from './did-you-mean.ts';
import { isMap, mergePatch } from './merge.ts';
import { readFromDisk, type ReadFile } from './read-file.ts';
import { hasErrors, inReadingOrder, type Place, type Problem } from './problem.ts';
import { readRuleFile, type RuleFile } from './rule-file.ts';
import type { Scenario } from './scenario.ts';
import { schemaProblems, type Places } from './schema-problems.ts';
import { scenarioSchema, VARIANT_PATCHES, type ScenarioYaml } from './schema/scenario.ts';
import { readYaml, type YamlPath, type YamlSource } from './source.ts';

export interface LoadedScenario {
  ok: true;
  scenario: Scenario;
  warnings: Problem[];
  /** Where a part of scenario.yaml stands, the variant's patches first; for lint. */
  places: Places;
  /** Where an alert stands in the rule file. */
  rulePlace: (alert: string) => Place & { file: string };
}

export type Loaded = LoadedScenario | { ok: false; problems: Problem[] };

export interface LoadOptions {
  read?: ReadFile;
  /** Names of the command-line tools that conditions and bots may speak of. */
  tools?: readonly string[];
}

/**
 * Reads a scenario's folder for one variant (null = the first in the file): scenario.yaml, its rule file, its runbooks.
 * Every problem comes back with file, line, column and remedy; with one error there is no scenario. Never throws for
 * what a file says.
 */
export function loadScenario(folder: string, variantId: string | null, options: LoadOptions = {}): Loaded {
  const { read = readFromDisk, tools = SCENARIO_TOOLS } = options;
  const file = `${folder}/scenario.yaml`;
  const text = read(file);
  if (text === null)
    return failed([
      missingFile(file, 'the folder has no scenario.yaml', 'write one; docs/scenario-format.md has an example'),
    ]);
  const source = readYaml(text, file);
  if (!source.ok) return failed(source.problems);
  const chosen = chooseVariant(source.source, variantId);
  if (typeof chosen !== 'string') return failed([chosen]);
  return loadVariant(folder, source.source, chosen, text, read, tools);
}

function loadVariant(
  folder: string,
  source: YamlSource,
  variant: string,
  text: string,
  read: ReadFile,
  tools: readonly string[],
): Loaded {
  const merged = withVariant(source.data, variant);
  const places = variantPlaces(source, variant);
  const parsed = scenarioSchema.safeParse(merged);
  if (!parsed.success) return failed(schemaProblems(parsed.error, merged, places));
  const yaml = parsed.data;
  const problems: Problem[] = [];
  const report = reportInto(problems, places);
  const folderName = folder.split(/[\\/]/).findLast((part) => part !== '') ?? folder;
  if (yaml.id !== folderName)
    report.error('scenario/id', ['id'], `id "${yaml.id}" differs from its folder "${folderName}"`, 'make them equal');
  checkWorld(yaml.world, report);
  checkFaults(faultsOf(yaml.faults, variant), yaml.world, report);
  checkStory(yaml, tools, report);
  const rules = readRules(folder, yaml, read, report, problems);
  const runbooks = readRunbooks(folder, yaml, read, report);
  checkAlerts(yaml, rules.file, rules.path, problems, report);
  checkRunbooks(yaml, runbooks, rules.file, problems);
  if (hasErrors(problems)) return failed(problems);
  const scenario = compileScenario({
    folder,
    yaml,
    variant,
    rules: rules.file.rules,
    runbooks,
    texts: [text, rules.text, ...runbooks.map((runbook) => runbook.source)],
  });
  const rulePlace = (alert: string) => ({ file: rules.path, ...rules.file.placeOf(alert, 'alert') });
  return { ok: true, scenario, warnings: inReadingOrder(problems), places, rulePlace };
}

function chooseVariant(source: YamlSource, variantId: string | null): string | Problem {
  const variants = isMap(source.data) && isMap(source.data['variants']) ? Object.keys(source.data['variants']) : [];
  const problem = (message: string, hint: string): Problem => ({
    file: source.file, ...source.placeOf(['variants']), message, hint, severity: 'error', rule: 'scenario/variant',
  }); // prettier-ignore
  if (variants.length === 0) return problem('the scenario has no variants', 'add "variants:" with at least one');
  if (variantId === null) return variants[0]!;
  return variants.includes(variantId)
    ? variantId
    : problem(`there is no variant "${variantId}"`, didYouMean(variantId, variants));
}

function withVariant(data: unknown, variant: string): unknown {
  const patch = ((data as Record<string, unknown>)['variants'] as Record<string, unknown>)[variant];
  if (!isMap(patch)) return data;
  const parts = Object.fromEntries(
    VARIANT_PATCHES.filter((key) => Object.hasOwn(patch, key)).map((key) => [key, patch[key]]),
  );
  return mergePatch(data, parts);
}

/** A part that the variant patched stands there, everything else in the base. */
function variantPlaces(source: YamlSource, variant: string): Places {
  const inVariant = (path: YamlPath): YamlPath => {
    if (!VARIANT_PATCHES.includes(path[0] as never)) return path;
    const patched = ['variants', variant, ...path];
    for (let length = path.length; length > 0; length--) {
      if (source.has(patched.slice(0, length + 2))) return patched;
      if (source.has(path.slice(0, length))) return path;
    }
    return path;
  };
  return {
    file: source.file,
    placeOf: (path) => source.placeOf(inVariant(path)),
    placeOfKey: (path) => source.placeOfKey(inVariant(path)),
  };
}

function readRules(
  folder: string,
  yaml: ScenarioYaml,
  read: ReadFile,
  report: Report,
  problems: Problem[],
): { file: RuleFile; path: string; text: string } {
  const path = `${folder}/${yaml.alerts}`;
  const text = isPlainName(yaml.alerts) ? read(path) : null;
  if (text === null) {
    report.error(
      'scenario/file',
      ['alerts'],
      `there is no rule file "${yaml.alerts}" beside the scenario`,
      'name a file in this folder',
    );
    return { file: readRuleFile('groups: []', path), path, text: '' };
  }
  const file = readRuleFile(text, path);
  problems.push(...file.problems);
  return { file, path, text };
}

function readRunbooks(folder: string, yaml: ScenarioYaml, read: ReadFile, report: Report): Runbook[] {
  return yaml.runbooks.flatMap((id, i) => {
    const path = `${folder}/runbooks/${id}.md`;
    const text = read(path);
    if (text !== null) return [parseRunbook(text, path)];
    report.error(
      'scenario/file',
      ['runbooks', i],
      `there is no runbook ${path}`,
      'write it, or remove it from the list',
    );
    return [];
  });
}

/** A file of this folder and no path out of it. */
function isPlainName(name: string): boolean {
  return /^[\w.-]+$/.test(name) && !name.startsWith('.');
}

function reportInto(problems: Problem[], places: Places): Report {
  const at =
    (severity: Problem['severity']) =>
    (rule: string, path: YamlPath, message: string, hint = '') => {
      problems.push({ file: places.file, ...places.placeOf(path), message, hint, severity, rule });
    };
  return { error: at('error'), warning: at('warning') };
}

function missingFile(file: string, message: string, hint: string): Problem {
  return { file, line: 0, column: 0, message, hint, severity: 'error', rule: 'scenario/file' };
}

function failed(problems: Problem[]): Loaded {
  return { ok: false, problems: inReadingOrder(problems) };
}
