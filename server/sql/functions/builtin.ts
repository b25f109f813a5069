import type { SqlType } from '../catalog.ts';
import type { Session } from '../session.ts';
import type { Value } from '../value.ts';

/** `any` takes every type as it is; `anyarray` every array; `anyelement` the element of the array beside it. */
export type Parameter = SqlType | 'any' | 'anyarray' | 'anyelement';

/** One overload of a built-in function. Arguments arrive converted to the parameters' types. */
export interface Builtin {
  name: string;
  args: readonly Parameter[];
  /** The last parameter may repeat, or be absent. */
  variadic?: boolean;
  returns: SqlType | ((types: readonly SqlType[]) => SqlType);
  /** False: called with nulls too. Default: null in, null out. */
  strict?: boolean;
  volatile?: boolean;
  /** `run` gives an array; the function yields one row per element. */
  setReturning?: boolean;
  run: (args: Value[], session: Session, types: readonly SqlType[]) => Value;
}
