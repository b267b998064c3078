import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { birthOf } from '../../src/activities/lib/process-birth.ts';
import { takeLock } from '../../src/local/lock-file.ts';
import { temporaryFolder } from '../stack/folders.ts';

/** A process that lives until the end of the test. */
function livingPid(): number {
  const child = execa('sleep', ['300'], { reject: false, stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child.pid ?? 0;
}

test('is refused to a second taker, with what is used and by whom', () => {
  const file = join(temporaryFolder(), 'lock');
  takeLock(file, '/srv/temporal');
  expect(() => takeLock(file, '/srv/temporal')).toThrow(`/srv/temporal is used by process ${process.pid}`);
  expect(() => takeLock(file, '/srv/temporal')).toThrow(expect.objectContaining({ kind: 'TargetBusy' }));
});

test('can be taken again when it was given back', () => {
  const file = join(temporaryFolder(), 'lock');
  takeLock(file, 'it')();
  expect(existsSync(file)).toBe(false);
  expect(takeLock(file, 'it')).toBeInstanceOf(Function);
});

test('is refused while another process lives that holds it, and stays', () => {
  const folder = temporaryFolder();
  const pid = livingPid();
  writeFileSync(join(folder, 'lock'), `${pid} ${birthOf(pid)}`);
  expect(() => takeLock(join(folder, 'lock'), 'it')).toThrow(`it is used by process ${pid}`);
  expect(readdirSync(folder)).toEqual(['lock']);
});

test.each([
  ['of a process that is gone', () => '1073741824 4711'],
  ['of an earlier process with an id that was given out again', () => `${livingPid()} 1`],
  ['that was left empty by a full disk', () => ''],
  ['that holds something else', () => 'hello'],
])('is taken over where there is one %s', (_, left) => {
  const folder = temporaryFolder();
  const file = join(folder, 'lock');
  writeFileSync(file, left());
  takeLock(file, 'it');
  expect(() => takeLock(file, 'it')).toThrow(`it is used by process ${process.pid}`);
  expect(readdirSync(folder)).toEqual(['lock']);
});

test('is readable by its owner alone', () => {
  const file = join(temporaryFolder(), 'lock');
  takeLock(file, 'it');
  expect(statSync(file).mode & 0o777).toBe(0o600);
});
