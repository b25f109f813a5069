import type { ReadFile } from '../scenario/read-file.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { ScenarioPlaces } from './gates.ts';

/**
 * Looks up lines in the files of scenarios. What is shown begins at the shelf, `scenarios/x/…`: where the shelf itself
 * lies is nobody's business. Line 1 stands for what cannot be found.
 */
export function scenarioPlaces(read: ReadFile): ScenarioPlaces {
  const texts = new Map<string, string[]>();
  const linesOf = (path: string): string[] => {
    const lines = texts.get(path) ?? (read(path) ?? '').split('\n');
    texts.set(path, lines);
    return lines;
  };
  const place = ({ folder }: Scenario, file: string, isIt: (line: string) => boolean): string => {
    const line = linesOf(`${folder}/${file}`).findIndex(isIt) + 1;
    return `${folder.split(/[\\/]/).filter(Boolean).slice(-2).join('/')}/${file}:${line || 1}`;
  };
  return {
    alert(scenario, name) {
      const named = linesOf(`${scenario.folder}/scenario.yaml`).map((line) => /^alerts:\s*["']?([\w.-]+)/.exec(line)?.[1]);
      return place(scenario, named.find(Boolean) ?? 'alerts.rules.yaml', (line) =>
        new RegExp(`^\\s*-?\\s*alert:\\s*["']?${name}["']?\\s*(?:#.*)?$`).test(line),
      );
    },
    variant(scenario) {
      const lines = linesOf(`${scenario.folder}/scenario.yaml`);
      const from = lines.findIndex((line) => /^variants:/.test(line));
      const found = lines.findIndex((line, i) => i > from && line.trim().startsWith(`${scenario.variant.id}:`));
      return place(scenario, 'scenario.yaml', (line) => found >= 0 && line === lines[found]);
    },
  };
} // prettier-ignore
