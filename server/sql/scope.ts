import type { SqlType } from './catalog.ts';
import { SqlFault } from './fault.ts';
import type { Value } from './value.ts';

/** One row during evaluation: its columns, the aggregates of its group, its window results, and the outer query's row. */
export interface Row {
  values: readonly Value[];
  aggregates?: readonly Value[];
  windows?: readonly Value[];
  outer?: Row | undefined;
}

export interface ScopeColumn {
  /** Alias or name of the relation it comes from; '' for a column merged by USING. */
  table: string;
  name: string;
  type: SqlType;
  /** One of the two columns merged by USING: `*` leaves it out, an unqualified name skips it. */
  merged?: boolean;
}

/** A table that may be named before a dot. */
export interface Table {
  alias: string;
  /** The relation's own name when an alias hides it. */
  hiddenName?: string;
}

export interface ResolvedColumn {
  /** 0: this query; 1: the query around it; … */
  level: number;
  index: number;
  column: ScopeColumn;
  /** The scope it was found in. */
  owner: Scope;
}

/** Names that an expression may use: the columns of FROM, then those of the queries around it. */
export class Scope {
  readonly columns: ScopeColumn[];
  readonly tables: Table[];
  readonly parent: Scope | undefined;
  /** An expression inside refers to a query around it: its result depends on the outer row. */
  reachesOut = false;
  /** Called for every own column that an expression resolves to. */
  onUse: ((index: number) => void) | undefined;
  /** Set while the select list of a grouped query is compiled. */
  grouping:
    | { keyOf: (index: number) => number | undefined; ungrouped: (column: ScopeColumn, level: number) => SqlFault }
    | undefined;

  constructor(columns: ScopeColumn[], tables: Table[], parent: Scope | undefined) {
    this.columns = columns;
    this.tables = tables;
    this.parent = parent;
  }

  /** Throws PostgreSQL's error, hint included, when the name is unknown or ambiguous. */
  resolve(name: string, table: string | undefined, position: number): ResolvedColumn {
    const chain = this.#chain();
    for (const [level, owner] of chain.entries()) {
      const index = owner.#indexOf(name, table, position);
      if (index === undefined) continue;
      owner.onUse?.(index);
      for (const inner of chain.slice(0, level)) inner.reachesOut = true;
      return { level, index, column: owner.columns[index]!, owner };
    }
    throw this.#missing(name, table).at(position);
  }

  /** This scope and those around it, innermost first. */
  #chain(): Scope[] {
    return this.parent ? [this, ...this.parent.#chain()] : [this];
  }

  #indexOf(name: string, table: string | undefined, position: number): number | undefined {
    const found = this.columns.flatMap((column, index) => {
      const fits = column.name === name && (table === undefined ? !column.merged : column.table === table);
      return fits ? [index] : [];
    });
    if (found.length > 1) throw new SqlFault(`column reference "${name}" is ambiguous`, { position });
    return found[0];
  }

  hasTable(alias: string): boolean {
    return this.tables.some((table) => table.alias === alias) || (this.parent?.hasTable(alias) ?? false);
  }

  #missing(name: string, table: string | undefined): SqlFault {
    if (table !== undefined && !this.hasTable(table)) return this.#missingTable(table);
    const hint = columnHint(nearestColumns(this.#allColumns(), name, table));
    const what = table === undefined ? `column "${name}" does not exist` : `column ${table}.${name} does not exist`;
    return new SqlFault(what, hint === undefined ? {} : { hint });
  }

  #missingTable(name: string): SqlFault {
    const renamed = this.tables.find((table) => table.hiddenName === name);
    if (!renamed) return new SqlFault(`missing FROM-clause entry for table "${name}"`);
    return new SqlFault(`invalid reference to FROM-clause entry for table "${name}"`, {
      hint: `Perhaps you meant to reference the table alias "${renamed.alias}".`,
    });
  }

  #allColumns(): ScopeColumn[] {
    return this.parent ? [...this.columns, ...this.parent.#allColumns()] : this.columns;
  }
}

const MAX_FUZZY_DISTANCE = 3;

function columnHint(columns: readonly ScopeColumn[]): string | undefined {
  if (columns.length === 0) return undefined;
  const named = columns.map(({ table, name }) => `the column "${table}.${name}"`);
  return `Perhaps you meant to reference ${named.join(' or ')}.`;
}

/** The one or two nearest names by edit distance: updateFuzzyAttrMatchState in PostgreSQL's parse_relation.c. */
function nearestColumns(columns: readonly ScopeColumn[], name: string, table: string | undefined): ScopeColumn[] {
  let best = MAX_FUZZY_DISTANCE + 1;
  let nearest: ScopeColumn[] = [];
  for (const column of columns) {
    if (column.table === '') continue;
    const penalty = table === undefined ? 0 : editDistance(table, column.table);
    if (penalty > best) continue;
    const own = editDistance(column.name, name);
    if (own > Math.floor(name.length / 2)) continue;
    const distance = own + penalty;
    if (distance < best) {
      best = distance;
      nearest = [column];
    } else if (distance === best && best <= MAX_FUZZY_DISTANCE) {
      nearest = [...nearest, column];
    }
  }
  return nearest.length > 2 ? [] : nearest;
}

/** Levenshtein distance with unit costs. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(previous[j]! + 1, current[j - 1]! + 1, substitution));
    }
    previous = current;
  }
  return previous[b.length]!;
}
