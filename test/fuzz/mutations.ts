import { ODD_BYTES, ODD_NUMBERS, ODD_TEXTS } from './odd-values.ts';
import type { Chances } from './random.ts';

/** A stretch of something that is `length` long: mostly short, at times all that is left. */
function stretch(chances: Chances, length: number): { from: number; to: number } {
  const from = chances.below(length + 1);
  const size =
    chances.below(4) === 0 ? chances.below(length - from + 1) : chances.below(Math.min(9, length - from + 1));
  return { from, to: from + size };
}

/** Bytes with one thing wrong: a flipped bit, odd bytes, a stretch cut out, doubled, moved, zeroed, or the end cut off. */
export function mutateBytes(bytes: Buffer, chances: Chances): Buffer {
  const { from, to } = stretch(chances, bytes.length);
  const [head, middle, tail] = [bytes.subarray(0, from), bytes.subarray(from, to), bytes.subarray(to)];
  const odd = Buffer.from(Array.from({ length: 1 + chances.below(5) }, () => chances.pick(ODD_BYTES)));
  return chances.pick([
    () => flipped(bytes, chances),
    () => flipped(bytes, chances),
    () => Buffer.concat([head, tail]),
    () => Buffer.concat([head, middle, middle, tail]),
    () => Buffer.concat([middle, head, tail]),
    () => Buffer.concat([head, odd, tail]),
    () => Buffer.concat([head, Buffer.alloc(middle.length), tail]),
    () => Buffer.concat([head, Buffer.alloc(middle.length, 0xff), tail]),
    () => Buffer.from(head),
    () => Buffer.concat([bytes, odd]),
  ])();
}

function flipped(bytes: Buffer, chances: Chances): Buffer {
  const changed = Buffer.from(bytes);
  if (changed.length === 0) return changed;
  const at = chances.below(changed.length);
  changed.writeUInt8(changed.readUInt8(at) ^ (1 << chances.below(8)), at);
  return changed;
}

/** A text with up to three things wrong: lines and words moved, doubled, lost or replaced by odd ones, or wrong bytes. */
export function mutateText(text: string, chances: Chances): string {
  let mutated = text;
  for (let times = 1 + chances.below(3); times > 0; times -= 1) {
    const pieces = mutated.split(chances.pick([/(?<=\n)/, /(?<=[\s:,=@/?&;{}[\]])/, /(?=[^\p{L}\p{N}])/u]));
    const { from, to } = stretch(chances, pieces.length);
    const other = chances.below(pieces.length + 1);
    mutated = chances
      .pick([
        () => pieces.toSpliced(from, to - from),
        () => pieces.toSpliced(other, 0, ...pieces.slice(from, to)),
        () => pieces.toSpliced(from, 1, chances.pick(ODD_TEXTS)),
        () => pieces.toSpliced(from, 0, chances.pick(ODD_TEXTS)),
        () => pieces.toSpliced(from, 1, String(chances.pick(ODD_NUMBERS))),
        () => pieces.slice(0, from),
        () => [mutateBytes(Buffer.from(mutated), chances).toString('utf8')],
      ])()
      .join('');
  }
  return mutated.slice(0, 400_000);
}
