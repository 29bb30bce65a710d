/**
 * Values for a valibot schema: such as it takes, such as it nearly takes, and such as nobody expects. Made from the schema itself, so that a
 * field that is added to the wire is tried without anybody thinking of it.
 */
import { randomBytes } from 'node:crypto';
import fc, { type Arbitrary } from 'fast-check';
import type * as v from 'valibot';

/** What the schemas of the wire are made of, as far as values follow from it. */
interface Inside {
  readonly type: string;
  readonly pipe?: readonly {
    readonly kind: string;
    readonly type: string;
    readonly requirement?: unknown;
    readonly message?: unknown;
  }[];
  readonly entries?: Readonly<Record<string, Inside>>;
  readonly options?: readonly unknown[];
  readonly item?: Inside;
  readonly wrapped?: Inside;
  readonly key?: Inside;
  readonly value?: Inside;
  readonly literal?: unknown;
}

const base64Url = (bytes: number): string => randomBytes(bytes).toString('base64url');
/** Of each sort that some schema asks for. */
const GOOD_TEXTS: readonly string[] = [
  ...[16, 32, 64].map(base64Url),
  'eyJ0eXAi.e30.c2ln',
  'a'.repeat(16),
  'vosk-small-ja',
  'application/pdf',
  '応募者',
  'https://example.org/a.zip',
  'shape:a1',
  'f'.repeat(64),
];
const BAD_TEXTS: readonly string[] = [
  '',
  '__proto__',
  'constructor',
  '\u202eexe.fdp',
  '\0',
  '\ud800',
  '=1+1',
  '<script>',
  '../../etc',
  'javascript:alert(1)',
  'x'.repeat(70_000),
];
const NUMBERS: readonly number[] = [
  0,
  1,
  -1,
  0.5,
  -0,
  NaN,
  Infinity,
  255,
  65_536,
  2 ** 31,
  2 ** 53,
  Number.MAX_VALUE,
  1_767_225_600_000,
];

/** Anything that JSON or a structured clone can carry, with keys that reach into prototypes. */
export const anything = (): Arbitrary<unknown> =>
  fc.oneof(
    fc.constantFrom<unknown>(
      null,
      undefined,
      true,
      ...NUMBERS,
      ...BAD_TEXTS,
      [],
      {},
      new Uint8Array(3),
      new Map(),
      new Date(0),
    ),
    fc.anything({ withNullPrototype: true, withBigInt: true, withSparseArray: true, maxDepth: 3, maxKeys: 4 }),
    fc.constantFrom<unknown>(
      JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'),
      JSON.parse('['.repeat(500) + ']'.repeat(500)),
    ),
  );

const limitOf = (schema: Inside, type: string): number | undefined => {
  const requirement = stepsOf(schema).find((step) => step.type === type)?.requirement;
  return typeof requirement === 'number' ? requirement : undefined;
};
/** A value that is far from valid would be refused at the first look; most fields have to be right for the others to be read. */
const mostly = (good: Arbitrary<unknown>): Arbitrary<unknown> =>
  fc.oneof({ weight: 30, arbitrary: good }, { weight: 1, arbitrary: anything() });

/** A pipe may begin with another one. */
const stepsOf = ({ pipe = [] }: Inside): NonNullable<Inside['pipe']> =>
  pipe.flatMap((step) => ('pipe' in step ? stepsOf(step as unknown as Inside) : [step]));

/** What the schema's own steps ask for: so many bytes of base64url, or a pattern. */
function fitting(schema: Inside): Arbitrary<string> {
  for (const { requirement, message } of stepsOf(schema)) {
    const bytes = /(\d+) bytes of base64url/.exec(String(message))?.[1];
    if (bytes) return fc.constantFrom(base64Url(Number(bytes)), base64Url(Number(bytes)));
    if (requirement instanceof RegExp && !/\(\?|\\p|\\b/.test(requirement.source))
      return fc.stringMatching(requirement);
  }
  return fc.constantFrom(...GOOD_TEXTS);
}

function text(schema: Inside): Arbitrary<unknown> {
  const max = limitOf(schema, 'max_length');
  const brim = max === undefined || max > 100_000 ? [] : ['x'.repeat(max), 'x'.repeat(max + 1)];
  return fc.oneof(
    { weight: 60, arbitrary: fitting(schema) },
    { weight: 3, arbitrary: fc.constantFrom(...brim, 'x', ...BAD_TEXTS.slice(0, 3)) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  );
}

function number(schema: Inside): Arbitrary<unknown> {
  const [min, max] = [limitOf(schema, 'min_value') ?? 0, limitOf(schema, 'max_value') ?? 1000];
  return fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(min, max, Math.floor((min + max) / 2)) },
    { weight: 1, arbitrary: fc.constantFrom(min - 1, max + 1, ...NUMBERS) },
  );
}

function array(schema: Inside): Arbitrary<unknown> {
  if (!schema.item) return fc.constant([]);
  const least = limitOf(schema, 'min_length') ?? 0;
  return fc.array(valuesOf(schema.item), { minLength: Math.min(least, 3), maxLength: Math.max(3, least) });
}

/** Fields that are not asked for have no place in a strict object: now and then there is one. */
function object({ entries = {} }: Inside): Arbitrary<unknown> {
  const fields = Object.fromEntries(Object.entries(entries).map(([name, schema]) => [name, valuesOf(schema)]));
  const whole = fc
    .record(fields)
    .map((record) => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)));
  const holed = fc.record(fields, { requiredKeys: [] });
  const more = whole.map((record) => ({ ...record, ...JSON.parse('{"__proto__":{"polluted":true},"extra":1}') }));
  return fc.oneof({ weight: 20, arbitrary: whole }, { weight: 1, arbitrary: holed }, { weight: 1, arbitrary: more });
}

function plain(schema: Inside): Arbitrary<unknown> {
  switch (schema.type) {
    case 'string':
      return text(schema);
    case 'number':
      return number(schema);
    case 'boolean':
      return fc.boolean();
    case 'literal':
      return fc.constant(schema.literal);
    case 'picklist':
      return fc.constantFrom(...(schema.options ?? []));
    case 'variant':
    case 'union':
      return fc.oneof(...((schema.options ?? []) as readonly Inside[]).map(valuesOf));
    case 'array':
      return array(schema);
    case 'object':
    case 'strict_object':
      return object(schema);
    case 'optional':
    case 'exact_optional':
    case 'nullish':
      return schema.wrapped ? fc.oneof(fc.constant(undefined), valuesOf(schema.wrapped)) : fc.constant(undefined);
    case 'nullable':
      return schema.wrapped ? fc.oneof(fc.constant(null), valuesOf(schema.wrapped)) : fc.constant(null);
    case 'record':
      return schema.value
        ? fc.dictionary(fc.constantFrom(...GOOD_TEXTS, '__proto__'), valuesOf(schema.value))
        : anything();
    default:
      return anything();
  }
}

const valuesOf = (schema: Inside): Arbitrary<unknown> => mostly(plain(schema));

export const valuesFor = (schema: v.GenericSchema): Arbitrary<unknown> => valuesOf(schema as unknown as Inside);
