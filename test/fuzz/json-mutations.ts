import { ODD_NUMBERS, ODD_TEXTS } from './odd-values.ts';
import type { Chances } from './random.ts';

/** A value with one thing in it wrong: another type, an odd value, a key lost, doubled under an odd name, or too deep a nest. */
export function mutateJson(value: unknown, chances: Chances): unknown {
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  if (keys.length === 0 || chances.below(6) === 0) return odd(value, chances);
  const key = chances.pick(keys);
  if (Array.isArray(value))
    return value.map((item, index) => (String(index) === key ? mutateJson(item, chances) : item));
  // Entries, not a spread: keys such as __proto__ stay keys.
  const entries = Object.entries(value ?? {});
  const changed = entries.map(([name, inner]) => [name, name === key ? mutateJson(inner, chances) : inner] as const);
  return Object.fromEntries(
    chances.pick([
      () => changed,
      () => changed,
      () => changed,
      () => entries.filter(([name]) => name !== key),
      () => [...entries, [chances.pick(ODD_TEXTS), odd(value, chances)] as const],
      () => entries.map(([name, inner]) => [name === key ? chances.pick(ODD_TEXTS) : name, inner] as const),
    ])(),
  );
}

function odd(value: unknown, chances: Chances): unknown {
  return chances.pick<() => unknown>([
    () => chances.pick(ODD_TEXTS),
    () => chances.pick(ODD_TEXTS),
    () => chances.pick(ODD_NUMBERS),
    () => chances.pick(ODD_NUMBERS),
    () => chances.pick([null, true, false, [], {}]),
    () => [value, value],
    () => ({ [chances.pick(ODD_TEXTS)]: value }),
    () => (typeof value === 'string' ? value + chances.pick(ODD_TEXTS) : [value]),
    () => (typeof value === 'number' ? -value : value),
    () => nested(chances.pick([50, 500])),
  ])();
}

function nested(depth: number): unknown {
  let value: unknown = {};
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}
