/** Texts that programs trip over: empty, long, control characters, odd unicode, names of every object, paths, markup. */
export const ODD_TEXTS = [
  ...['', ' ', '\0', '\t', '\r\n', '\u001b[31m', '\u007f', '\u0085', '\u2028', '\u202e', '\ufeff', '\ud800', '\udc00x'],
  ...['e\u0301', 'ß', 'İ', '💣', '𝟙', '١٢٣', 'ﷺ'.repeat(20), 'a'.repeat(70_000)],
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', 'then', 'length'],
  ...['..', '../../etc/passwd', '/dev/zero', '~', 'C:\\', 'a/b', '.', '-', '--help', '%00', '%zz', '%'],
  ...[
    "'; DROP TABLE x; --",
    '"',
    "'",
    '\\',
    '`id`',
    '$(id)',
    '$' + '{HOME}',
    '<script>',
    '&lt;',
    '{}',
    '[]',
    'null',
    'NaN',
  ],
  ...[
    '*',
    '&a',
    '!!js/function x',
    '? ',
    '- ',
    ': ',
    '#',
    '|',
    '>',
    '@',
    '%YAML 9.9',
    '---',
    '...',
    'yes',
    '~null',
    '<<',
  ],
  ...['env:', 'file:', 'env:NAME', 'file:/nowhere', 'postgres://', 'http://[', '2026-13-45', '0x10', '1e999', '-0'],
] as const;

/** Numbers at and behind the borders of what programs count with. */
export const ODD_NUMBERS = [
  ...[0, -0, -1, 1, 0.5, -0.5, 1e-7, 255, 256, 2_147_483_647, 2_147_483_648, 4_294_967_296, 1e15, 1e21, 1e308, -1e308],
  ...[Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER + 1, Number.MIN_SAFE_INTEGER, Number.MIN_VALUE],
] as const;

/** Bytes with a meaning of their own in texts and binary formats. */
export const ODD_BYTES = [0x00, 0x01, 0x0a, 0x0d, 0x1b, 0x20, 0x22, 0x27, 0x2e, 0x2f, 0x5c, 0x7f, 0x80, 0xc0, 0xff];
