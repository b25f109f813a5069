import { didYouMean } from '../did-you-mean.ts';
import type { YamlPath } from '../source.ts';

/** Where checks of a scenario file leave what they find; the loader knows file and place. */
export interface Report {
  error: (rule: string, path: YamlPath, message: string, hint?: string) => void;
  warning: (rule: string, path: YamlPath, message: string, hint?: string) => void;
}

/** Complains unless `name` is one of `known`: `names service "dbb"; did you mean "db"?` */
export function refersTo(report: Report, what: string, name: string, known: readonly string[], path: YamlPath): void {
  if (known.includes(name)) return;
  report.error(`reference/${what}`, path, `${path.join('.')} names ${what} "${name}"`, didYouMean(name, known));
}
