import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, expect, test } from 'vitest';
import { fileReceiver, type Receiver } from '../../../src/activities/hand-out/receiver.ts';
import { temporaryFolder } from '../../stack/folders.ts';

const receive = (receiver: Receiver, text: string) => pipeline(Readable.from([Buffer.from(text)]), receiver.sink());

describe('M10: a file that receives a dump', () => {
  test('takes several streams, and has its name and nobody else’s eyes when it is whole', async () => {
    const folder = temporaryFolder();
    const receiver = await fileReceiver(join(folder, 'dump'));
    await receive(receiver, 'schema ');
    await receive(receiver, 'rows');
    expect(readdirSync(folder)).toEqual(['.dump.partial']);
    expect(statSync(join(folder, '.dump.partial')).mode & 0o777).toBe(0o600);
    await receiver.finish();
    expect(readdirSync(folder)).toEqual(['dump']);
    expect(readFileSync(join(folder, 'dump'), 'utf8')).toBe('schema rows');
    expect(statSync(join(folder, 'dump')).mode & 0o777).toBe(0o600);
    const sha256 = createHash('sha256').update('schema rows').digest('hex');
    expect(receiver.received()).toEqual({ sizeBytes: 11, sha256 });
  });

  test('never takes the place of one that came meanwhile', async () => {
    const folder = temporaryFolder();
    const receiver = await fileReceiver(join(folder, 'dump'));
    await receive(receiver, 'mine');
    writeFileSync(join(folder, 'dump'), 'theirs');
    await expect(receiver.finish()).rejects.toMatchObject({ kind: 'UsageInvalid' });
    await receiver.abandon();
    expect(readdirSync(folder)).toEqual(['dump']);
    expect(readFileSync(join(folder, 'dump'), 'utf8')).toBe('theirs');
  });

  test('is gone when it is given up', async () => {
    const folder = temporaryFolder();
    const receiver = await fileReceiver(join(folder, 'dump'));
    await receive(receiver, 'half');
    await receiver.abandon();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('follows no link that lies in its way', async () => {
    const folder = temporaryFolder();
    symlinkSync(join(folder, 'elsewhere'), join(folder, '.dump.partial'));
    await expect(fileReceiver(join(folder, 'dump'))).rejects.toMatchObject({ kind: 'UsageInvalid' });
    expect(readdirSync(folder)).toEqual(['.dump.partial']);
  });

  test('is refused in a folder that is not there', async () => {
    await expect(fileReceiver(join(temporaryFolder(), 'no', 'dump'))).rejects.toHaveProperty('kind');
  });
});
