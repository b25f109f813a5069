import type { SqlType } from '../catalog.ts';
import type { Session } from '../session.ts';
import { convertsImplicitly, elementType, isArray, typeName } from '../types.ts';
import { type Value, valueFromPlain, valueText } from '../value.ts';
import { arrayFunctions } from './array.ts';
import type { Builtin, Parameter } from './builtin.ts';
import { numberFunctions } from './number.ts';
import { systemFunctions } from './system.ts';
import { textFunctions } from './text.ts';
import { timeFunctions } from './time.ts';

const BY_NAME = new Map<string, Builtin[]>();
for (const builtin of [...textFunctions, ...numberFunctions, ...arrayFunctions, ...timeFunctions, ...systemFunctions]) {
  BY_NAME.set(builtin.name, [...(BY_NAME.get(builtin.name) ?? []), builtin]);
}

/** A function chosen for argument types: what to convert them to, and what comes back. */
export interface ChosenFunction {
  builtin: Builtin;
  argumentTypes: SqlType[];
  returns: SqlType;
}

/** The best overload for these argument types, the caller's functions first; undefined when none takes them. */
export function chooseFunction(name: string, types: readonly SqlType[], session: Session): ChosenFunction | undefined {
  const candidates = [...suppliedFunctions(name, session), ...(BY_NAME.get(name) ?? [])];
  let best: { score: number; chosen: ChosenFunction } | undefined;
  for (const builtin of candidates) {
    const argumentTypes = fit(builtin, types);
    if (!argumentTypes) continue;
    const exact = argumentTypes.filter((type, at) => type === types[at]).length;
    // Among equals PostgreSQL prefers text and float8 for what it must convert.
    const preferred = argumentTypes.filter(
      (type, at) => type !== types[at] && (type === 'text' || type === 'float8'),
    ).length;
    const score = exact * 100 + preferred;
    if (best && best.score >= score) continue;
    const returns = typeof builtin.returns === 'function' ? builtin.returns(argumentTypes) : builtin.returns;
    best = { score, chosen: { builtin, argumentTypes, returns } };
  }
  return best?.chosen;
}

/** `foo(integer, unknown)` as in "function … does not exist". */
export function signature(name: string, types: readonly SqlType[]): string {
  return `${name}(${types.map(typeName).join(', ')})`;
}

function suppliedFunctions(name: string, session: Session): Builtin[] {
  const supplied = Object.hasOwn(session.catalog.functions, name) ? session.catalog.functions[name]! : [];
  return supplied.flatMap((given) => {
    const shapes = Array.from({ length: (given.optional ?? 0) + 1 }, (_, left) =>
      given.args.slice(0, given.args.length - left),
    );
    return shapes.map((args): Builtin => ({
      name,
      args,
      returns: given.returns,
      strict: given.strict ?? true,
      volatile: given.volatile ?? false,
      setReturning: given.setReturning ?? false,
      run: (values) => {
        const plain = values.map((value, at) => plainValue(value, args[at]!, session));
        const answer = given.run(plain, session.notice);
        if (given.setReturning)
          return (answer as readonly never[]).map((item) => valueFromPlain(item, given.returns, session.names));
        return valueFromPlain(answer, given.returns, session.names);
      },
    }));
  });
}

/** The caller's form of a value: structures as PostgreSQL's text, the rest as it is. */
function plainValue(
  value: Value,
  type: SqlType,
  session: Session,
): null | boolean | number | bigint | string | never[] {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item: Value) => plainValue(item, elementType(type), session)) as never[];
  return valueText(value, type, session.names);
}

function fit(builtin: Builtin, types: readonly SqlType[]): SqlType[] | undefined {
  const fixed = builtin.variadic ? builtin.args.length - 1 : builtin.args.length;
  if (builtin.variadic ? types.length < fixed : types.length !== fixed) return undefined;
  const array = types.find((type, at) => builtin.args[at] === 'anyarray' && isArray(type));
  const fitted = types.map((type, at) => fitOne(type, builtin.args[Math.min(at, builtin.args.length - 1)]!, array));
  return fitted.every((type) => type !== undefined) ? fitted : undefined;
}

function fitOne(type: SqlType, parameter: Parameter, array: SqlType | undefined): SqlType | undefined {
  switch (parameter) {
    case 'any':
      return type === 'unknown' ? 'text' : type;
    case 'anyarray':
      return isArray(type) ? type : undefined;
    case 'anyelement': {
      const element = array === undefined ? undefined : elementType(array);
      return element !== undefined && convertsImplicitly(type, element) ? element : undefined;
    }
    default:
      return convertsImplicitly(type, parameter) ? parameter : undefined;
  }
}
