import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';
import type { Position, Problem } from './problem.ts';

/** How much of a path a file has, and where the last part that it has stands. */
export interface Place {
  readonly depth: number;
  readonly key: Position;
  readonly value: Position;
}

/** One YAML file, read: its sections, and where each part of it stands. */
export interface ConfigurationDocument {
  readonly file: string;
  readonly value: { readonly [section: string]: unknown };
  readonly locate: (path: readonly PropertyKey[]) => Place;
}

/** Reads YAML 1.2. Syntax errors, double keys, tags and aliases of nothing come back as problems, never as exceptions. */
export function readDocument(
  file: string,
  text: string,
): { document?: ConfigurationDocument; problems: readonly Problem[] } {
  const lines = new LineCounter();
  const yaml = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const mistakes = [...yaml.errors, ...yaml.warnings].map(({ message, pos }) => ({ message, offset: pos[0] }));
  const found = mistakes.length > 0 ? mistakes : [...brokenAliases(yaml), ...prototypeKeys(yaml)];
  if (found.length > 0) {
    return {
      problems: found.map(({ message, offset }) => ({ message: message.split('\n', 1).join(), at: at(offset) })),
    };
  }
  const locate = (path: readonly PropertyKey[]): Place => {
    let node: unknown = yaml.contents;
    let place: Place = { depth: 0, key: at(0), value: at(0) };
    for (const segment of path) {
      const found = childOf(node, segment);
      if (found === undefined) break;
      const value = at(startOf(found.value) ?? startOf(found.key) ?? 0);
      place = { depth: place.depth + 1, key: at(startOf(found.key) ?? startOf(found.value) ?? 0), value };
      node = found.value;
    }
    return place;
  };
  if (!isMap(yaml.contents) && yaml.contents !== null) {
    const offset = startOf(yaml.contents) ?? 0;
    return { problems: [{ message: 'write keys and values, such as version: 1', at: at(offset) }] };
  }
  const value = contentOf(yaml);
  if (value === undefined) {
    const message = 'too many values come from aliases of aliases; write them out';
    return { problems: [{ message, at: at(0) }] };
  }
  return { document: { file, value, locate }, problems: [] };
}

/** Undefined where aliases make a small file a large one: the reader of YAML gives up with a ReferenceError. */
function contentOf(yaml: Document): ConfigurationDocument['value'] | undefined {
  try {
    return yaml.toJS() ?? {};
  } catch (error) {
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
}

/** `*` at the start of a value makes it an alias; the reader of YAML would throw for one of nothing. */
function brokenAliases(yaml: Document): readonly { message: string; offset: number }[] {
  const found: { message: string; offset: number }[] = [];
  visit(yaml, {
    Alias: (_, alias) => {
      if (alias.resolve(yaml) !== undefined) return;
      const message = `*${alias.source} refers to nothing; put quotes around a text that begins with *`;
      found.push({ message, offset: startOf(alias) ?? 0 });
    },
  });
  return found;
}

/** JavaScript would take this key for what an object inherits: settings that no schema has seen. */
function prototypeKeys(yaml: Document): readonly { message: string; offset: number }[] {
  const found: { message: string; offset: number }[] = [];
  visit(yaml, {
    Pair: (_, { key }) => {
      if (!isScalar(key) || key.value !== '__proto__') return;
      found.push({ message: '__proto__ is not a key that Firedrill knows', offset: startOf(key) ?? 0 });
    },
  });
  return found;
}

function childOf(node: unknown, segment: PropertyKey): { key?: Node; value?: Node } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(item => isScalar(item.key) && String(item.key.value) === String(segment));
    if (pair === undefined) return undefined;
    return { ...(isNode(pair.key) ? { key: pair.key } : {}), ...(isNode(pair.value) ? { value: pair.value } : {}) };
  }
  if (isSeq(node)) {
    const item = node.items[Number(segment)];
    return isNode(item) ? { value: item } : undefined;
  }
  return undefined;
}

function startOf(node: Node | undefined): number | undefined {
  return node?.range?.[0];
}
