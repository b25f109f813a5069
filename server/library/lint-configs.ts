import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DEFAULT_CONFIG, LINT_CONFIG_FILE, readLintConfig, type LintConfig } from '../runbook/lint/config.ts';
import { RULE_IDS } from '../runbook/lint/rules.ts';
import { formatProblems } from '../scenario/format.ts';
import { StartError } from '../start-error.ts';

/** What counts for the pages of a folder: the nearest `drillbook.lint.yaml` at or above it. */
export function lintConfigOf(folder: string): LintConfig {
  return new LintConfigs(null).of(folder);
}

/**
 * Configurations by folder, each file read once; a fixed one counts everywhere. Throws `StartError` with file, line and column
 * when one cannot be used.
 */
export class LintConfigs {
  readonly #fixed: LintConfig | null;
  readonly #byFolder = new Map<string, LintConfig>();

  constructor(path: string | null) {
    this.#fixed = path === null ? null : readConfigFile(path);
  }

  of(folder: string): LintConfig {
    if (this.#fixed) return this.#fixed;
    const place = resolve(folder);
    let config = this.#byFolder.get(place);
    if (!config) {
      const path = join(folder, LINT_CONFIG_FILE);
      const top = existsSync(join(place, '.git')) || dirname(place) === place;
      config = existsSync(path) ? readConfigFile(path) : top ? DEFAULT_CONFIG : this.of(join(folder, '..'));
      this.#byFolder.set(place, config);
    }
    return config;
  }
}

function readConfigFile(path: string): LintConfig {
  if (!existsSync(path)) throw new StartError(`There is no file "${path}"; leave --config out to use none.`);
  const read = readLintConfig(readFileSync(path, 'utf8'), path, RULE_IDS);
  if (!read.ok) throw new StartError(formatProblems(read.problems));
  return read.config;
}
