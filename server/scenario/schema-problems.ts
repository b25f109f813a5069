import type { z } from 'zod';
import type { Place, Problem } from './problem.ts';
import { REMEDY } from './schema/scalars.ts';
import type { YamlPath } from './source.ts';

/** Where parts of a scenario stand: in the base or, for what a variant patched, in the variant. */
export interface Places {
  file: string;
  placeOf: (path: YamlPath) => Place;
  placeOfKey: (path: YamlPath) => Place;
}

/** What a Zod schema refused, in the author's words and places. */
export function schemaProblems(error: z.ZodError, data: unknown, places: Places): Problem[] {
  const problems = issueProblems(error, data, places);
  const suggested = new Set(problems.filter(({ rule }) => rule === 'schema/unknown-key').map(({ hint }) => hint));
  // A misspelt key is missing, too: one answer is enough.
  return problems.filter(({ rule, message }) => {
    const [, key] = / lacks "(.+)"$/.exec(message) ?? [];
    return rule !== 'schema/missing' || !suggested.has(`did you mean "${key}"?`);
  });
}

function issueProblems(error: z.ZodError, data: unknown, places: Places): Problem[] {
  return error.issues.flatMap((issue): Problem[] => {
    const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
    const problem = (place: Place, message: string, hint: string, rule: string): Problem => ({
      file: places.file,
      ...place,
      message,
      hint,
      severity: 'error',
      rule,
    });
    if (issue.code === 'unrecognized_keys') {
      const said = issue.message.split('\f');
      return issue.keys.map((key, i) => {
        const [message, hint = ''] = (said[i] ?? `unknown key "${key}"`).split(REMEDY);
        return problem(places.placeOfKey([...path, key]), message!, hint, 'schema/unknown-key');
      });
    }
    if (issue.code === 'invalid_key') {
      const message = `"${String(path.at(-1))}" cannot be a name here`;
      return [
        problem(
          places.placeOfKey(path),
          message,
          'write it in lower case, such as checkout or orders-ro',
          'schema/name',
        ),
      ];
    }
    if (valueAt(data, path) === undefined) {
      const owner = path.slice(0, -1).join('.') || 'the scenario';
      const message = `${owner} lacks "${String(path.at(-1))}"`;
      return [
        problem(placeOfOwner(path, places), message, `add the line "${String(path.at(-1))}: …"`, 'schema/missing'),
      ];
    }
    const [message, hint = ''] = issue.message.split(REMEDY);
    return [problem(places.placeOf(path), `${path.join('.')}: ${message!}`, hint, 'schema/value')];
  });
}

/** A missing key has no place of its own. */
function placeOfOwner(path: YamlPath, places: Places): Place {
  const owner = path.slice(0, -1);
  return typeof owner.at(-1) === 'string' ? places.placeOfKey(owner) : places.placeOf(owner);
}

function valueAt(data: unknown, path: YamlPath): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<string | number, unknown> | null | undefined)?.[key],
    data,
  );
}
