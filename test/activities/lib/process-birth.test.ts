import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test, vi } from 'vitest';
import { birthOf } from '../../../src/activities/lib/process-birth.ts';
import { temporaryFolder } from '../../stack/folders.ts';

/** A sleeping process, ended with the test. */
function sleeper(file = 'sleep', args: readonly string[] = ['300']) {
  const child = execa(file, args, { reject: false, stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

test('stays the same while a process lives, and is gone with it', async () => {
  const child = sleeper();
  const born = birthOf(child.pid ?? 0);
  expect(born).toBeDefined();
  expect(birthOf(child.pid ?? 0)).toBe(born);
  child.kill('SIGKILL');
  await child;
  expect(birthOf(child.pid ?? 0)).toBeUndefined();
});

test.runIf(process.platform === 'linux')('differs between processes that were started one after another', async () => {
  expect(birthOf(sleeper().pid ?? 0)).not.toBe(birthOf(process.pid));
});

test.runIf(process.platform === 'linux')('is what the kernel says, whatever the program is called', async () => {
  const file = join(temporaryFolder(), 'a) S 1 (b');
  writeFileSync(file, '#!/bin/sh\nread line\n', { mode: 0o755 });
  const child = execa(file, { reject: false, stdout: 'ignore', stderr: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  const pid = String(child.pid);
  await vi.waitFor(async () => expect((await execa('ps', ['-o', 'comm=', '-p', pid])).stdout).toContain('a) S 1'));
  const { stdout } = await execa('ps', ['-o', 'etimes=', '-p', pid]);
  const { stdout: uptime } = await execa('cat', ['/proc/uptime']);
  const { stdout: ticks } = await execa('getconf', ['CLK_TCK']);
  const bornSeconds = Number(birthOf(Number(pid))) / Number(ticks);
  expect(Math.abs(Number(uptime.split(' ')[0]) - bornSeconds - Number(stdout))).toBeLessThan(5);
});

test.runIf(process.platform === 'linux')('is gone for a process that ended and was not waited for', async () => {
  const parent = execa('sh', ['-c', 'sleep 0.01 & echo $!; exec sleep 300'], { reject: false, stdin: 'ignore' });
  onTestFinished(() => void parent.kill('SIGKILL'));
  const lines = parent.iterable();
  const { value: pid } = await lines.next();
  await vi.waitFor(async () => {
    expect((await execa('ps', ['-o', 'stat=', '-p', String(pid)], { reject: false })).stdout).toMatch(/^Z/);
  });
  expect(birthOf(Number(pid))).toBeUndefined();
});

test.each([0, -1, 2 ** 30])('is undefined for %i, which is no process', pid => {
  expect(birthOf(pid)).toBeUndefined();
});
