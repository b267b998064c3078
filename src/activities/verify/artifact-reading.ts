import type { Check } from '../../domain/verdicts.ts';
import { artifactCheck, hashCheck, notMade } from './artifact-checks.ts';
import { type ContentReader, contentAspect, contentReader } from './artifact-content.ts';
import { type Pass, type ReadingTools, readTo, STAGES, type Stage } from './artifact-pass.ts';
import { findDamagedParts, type StoredArtifact } from './stored-parts.ts';

/**
 * Reads a stored artifact once: part hashes, decryption, decompression and, of a dump, pg_restore, in one stream with nothing on
 * disk. Where a stage fails, what lies before it is read again without it, so that each check tells of itself alone.
 * @throws the store's failures, and Inconclusive where a program was ended from outside.
 */
export async function readArtifact(stored: StoredArtifact, tools: ReadingTools): Promise<readonly Check[]> {
  const { artifact } = stored;
  const content = contentReader(artifact.role, tools.reader);
  const failures = new Map<Stage, string>();
  let depth: Stage | undefined = content === undefined ? 'decompress' : 'content';
  let pass: Pass | undefined;
  while (depth !== undefined) {
    pass = await readTo(depth, stored, tools, depth === 'content' ? content : undefined);
    if (pass.failed === undefined) break;
    failures.set(pass.failed.stage, pass.failed.detail);
    depth = stageBefore(pass.failed.stage);
  }
  const damaged = depth === undefined ? await findDamagedParts(stored, tools.signal) : (pass?.damagedParts ?? []);
  const reached = depth === undefined ? -1 : STAGES.indexOf(depth);
  const failedFirst = STAGES.find(stage => failures.has(stage));
  return [
    hashCheck(artifact, damaged, 'read'),
    ...STAGES.map((stage, index) => {
      const aspect = stage === 'content' ? contentAspect(artifact.role) : stage;
      const detail = failures.get(stage);
      const expectation = { expected: expectedOf(stage, content), source: sourceOf(stage, content) };
      if (detail !== undefined) return artifactCheck(artifact, aspect, { verdict: 'failed', ...expectation, detail });
      if (index <= reached || (stage === 'header' && pass?.sawHeader === true))
        return artifactCheck(artifact, aspect, { verdict: 'passed', ...expectation, found: expectation.expected });
      if (failedFirst !== undefined) return notMade(artifact, aspect, `${failedFirst} failed`);
      return artifactCheck(artifact, aspect, { verdict: 'inconclusive', detail: noReader(tools) });
    }),
  ];
}

/** The deepest stage whose work can be done without this one. A message that does not decrypt has only its hashes left. */
function stageBefore(stage: Stage): Stage | undefined {
  switch (stage) {
    case 'content':
      return 'decompress';
    case 'decompress':
      return 'decrypt';
    case 'decrypt':
    case 'header':
      return undefined;
  }
}

function expectedOf(stage: Stage, content: ContentReader | undefined): string {
  switch (stage) {
    case 'header':
      return 'of this repository, target, backup and artifact';
    case 'decrypt':
      return 'every frame authentic';
    case 'decompress':
      return 'no error';
    case 'content':
      return content?.expected ?? 'no error';
  }
}

function sourceOf(stage: Stage, content: ContentReader | undefined): string {
  switch (stage) {
    case 'header':
    case 'decrypt':
      return 'content key';
    case 'decompress':
      return 'zstd';
    case 'content':
      return content?.source ?? 'pg_restore';
  }
}

function noReader({ opened }: ReadingTools): string {
  const written = opened.manifest.tools['pg_dump'] ?? 'unknown';
  return `this host has no pg_restore for an archive of pg_dump ${written}`;
}
