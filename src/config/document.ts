import { isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { Problem } from './problems.ts';

/** A place in a configuration file; line and column count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** How much of a path a file has, and where the last part that it has stands. */
export interface Place {
  readonly depth: number;
  readonly key: Position;
  readonly value: Position;
}

/** One YAML file, read: its value, and where each part of it stands. */
export interface ConfigurationDocument {
  readonly file: string;
  readonly value: unknown;
  readonly locate: (path: readonly PropertyKey[]) => Place;
}

/** Reads YAML 1.2. Syntax errors and double keys come back as problems, never as exceptions. */
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
  if (yaml.errors.length > 0) {
    return {
      problems: yaml.errors.map(error => ({ message: error.message.split('\n', 1).join(), at: at(error.pos[0]) })),
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
  return { document: { file, value: yaml.toJS() ?? {}, locate }, problems: [] };
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
