import type { Catalog, Relation, SqlNotice } from './catalog.ts';
import { SqlFault } from './fault.ts';
import { type RelationNames, relationNames, type Value, valueFromPlain } from './value.ts';

/** About a third of a second of the server's time at worst. */
const DEFAULT_MAX_STEPS = 500_000;

/** What one run of a text shares: the catalog, the budget, the rows already read, the notices so far. */
export interface Session {
  catalog: Catalog;
  names: RelationNames;
  /** Charges the budget; throws the statement timeout when it is spent. */
  charge: (steps: number) => void;
  /** Charges for the size of a text or array that was built, and hands it on. */
  weigh: <T extends Value>(value: T) => T;
  notice: (notice: SqlNotice) => void;
  /** A relation's rows, asked for once per statement. */
  rowsOf: (relation: Relation) => readonly (readonly Value[])[];
}

export function openSession(catalog: Catalog, notices: SqlNotice[]): Session {
  const names = relationNames(catalog.relations);
  const seen = new Map<Relation, Value[][]>();
  let left = catalog.maxSteps ?? DEFAULT_MAX_STEPS;
  const charge = (steps: number) => {
    left -= steps;
    if (left < 0) throw new SqlFault('canceling statement due to statement timeout');
  };
  return {
    catalog,
    names,
    charge,
    weigh: (value) => {
      if (typeof value === 'string' || Array.isArray(value)) charge(value.length >> 5);
      return value;
    },
    notice: (notice) => notices.push(notice),
    rowsOf: (relation) => {
      const known = seen.get(relation);
      if (known) return known;
      const rows = relation
        .rows()
        .map((row) => relation.columns.map(({ type }, at) => valueFromPlain(row[at], type, names)));
      charge(rows.length);
      seen.set(relation, rows);
      return rows;
    },
  };
}
