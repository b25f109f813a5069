import type { LoadedScenario } from '../load.ts';
import type { Problem } from '../problem.ts';
import type { YamlPath } from '../source.ts';

/** A lint warning at a part of scenario.yaml. */
export function finding(loaded: LoadedScenario, rule: string, path: YamlPath, message: string, hint: string): Problem {
  const { places } = loaded;
  return { file: places.file, ...places.placeOf(path), message, hint, severity: 'warning', rule: `lint/${rule}` };
}
