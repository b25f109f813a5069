import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { scenarioJsonSchema } from '../server/scenario/json-schema.ts';

/** Writes docs/scenario.schema.json from the Zod schema: `npx tsx scripts/generate-schema.ts`. */
const path = join(import.meta.dirname, '..', 'docs', 'scenario.schema.json');
writeFileSync(path, await format(JSON.stringify(scenarioJsonSchema()), { parser: 'json', printWidth: 120 }));
