import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { type ConsoleOptions, openConsole } from '../../../src/client/output/console.ts';
import { temporaryFolder } from '../../stack/folders.ts';

const CONSOLE = fileURLToPath(new URL('../../../src/client/output/console.ts', import.meta.url));

/** What a console writes on both streams of a process of its own; `lines` are calls of it. */
async function listen(options: Partial<ConsoleOptions>, ...lines: readonly string[]) {
  const script = join(temporaryFolder(), 'speaker.ts');
  const all = { json: false, quiet: false, verbose: false, color: true, ...options };
  const calls = lines.map(line => `console.${line};`).join('\n');
  writeFileSync(
    script,
    `import { openConsole } from '${CONSOLE}';\nconst console = openConsole(${JSON.stringify(all)});\n${calls}\n`,
  );
  const { stdout, stderr } = await execa(process.execPath, [script], { env: {}, extendEnv: false });
  return { stdout, stderr };
}

test('the result for people is on stdout alone', async () => {
  expect(await listen({}, 'result("passed")')).toEqual({ stdout: 'passed', stderr: '' });
});

test('with --json the document takes the place of the result', async () => {
  const { stdout, stderr } = await listen({ json: true }, 'result("passed")', 'document("backup", { sizeBytes: 1 })');
  expect(stdout).toBe('{"schemaVersion":1,"kind":"backup","data":{"sizeBytes":1}}');
  expect(stderr).toBe('');
});

test('without --json there is no document', async () => {
  expect(await listen({}, 'document("backup", {})')).toEqual({ stdout: '', stderr: '' });
});

test.each([
  ['notes and warnings', {}, 'a note\nwarning: careful'],
  ['nothing with --quiet', { quiet: true }, ''],
  ['details as well with --verbose', { verbose: true }, 'a note\na detail\nwarning: careful'],
  ['the same with --json', { json: true }, 'a note\nwarning: careful'],
])('stderr has %s', async (_, options, stderr) => {
  const heard = await listen(options, 'note("a note")', 'detail("a detail")', 'warning("careful")');
  expect(heard).toEqual({ stdout: '', stderr });
});

const FAILURE = { kind: 'KeyMissing', message: 'the key is not there', hint: 'put it back' };

test.each([{}, { quiet: true }])('a failure is one line of cause and one of hint, also with %j', async options => {
  const heard = await listen(options, `failure(${JSON.stringify(FAILURE)})`);
  expect(heard).toEqual({ stdout: '', stderr: 'error: the key is not there\nhint: put it back' });
});

test('a failure without a hint has none', async () => {
  const { stdout, stderr } = await listen({ json: true }, 'failure({ kind: "Bug", message: "oh" })');
  expect(stderr).toBe('error: oh');
  expect(JSON.parse(stdout).error).toEqual({ kind: 'Bug', message: 'oh', exitCode: 70 });
});

test('with --json a failure is a document with its kind and exit code, and what was found out before', async () => {
  const { stdout } = await listen({ json: true }, `failure(${JSON.stringify(FAILURE)}, { steps: [] })`);
  expect(JSON.parse(stdout)).toEqual({
    schemaVersion: 1,
    kind: 'error',
    data: { steps: [] },
    error: { ...FAILURE, exitCode: 12 },
  });
});

test.each(['note', 'warning', 'detail'])('a %s shows what a terminal would obey', async kind => {
  const { stderr } = await listen({ verbose: true }, `${kind}("table \\u001b]0;x\\u0007\\u202ecba\\ttab")`);
  expect(stderr).toContain('table \\u{1b}]0;x\\u{7}\\u{202e}cba\ttab');
});

test('a failure shows what a terminal would obey, and a line as a line', async () => {
  const failure = { kind: 'Bug', message: 'a\u001b[2Jb\nc', hint: 'd\re' };
  const { stderr } = await listen({}, `failure(${JSON.stringify(failure)})`);
  expect(stderr).toBe('error: a\\u{1b}[2Jb\nc\nhint: d\\u{d}e');
});

test('a result that is no terminal gets is exact', async () => {
  expect((await listen({}, 'result("a\\u001b[2Jb")')).stdout).toBe('a\u001b[2Jb');
});

test('text has no style where the stream is no terminal', () => {
  const console = openConsole({ json: false, quiet: false, verbose: false, color: false });
  expect(console.style('red', 'failed')).toBe('failed');
});
