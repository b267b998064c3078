import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/** What one room of `src/` may import. */
interface Rule {
  /** Rooms whose code it may run. */
  readonly rooms: readonly string[];
  /** Rooms of which it may know types only. */
  readonly types?: readonly string[];
  /** The only packages it may import, `node:` among them; any where absent. */
  readonly packages?: readonly string[];
}

/** Dependencies point one way: domain <- config, tools <- activities, workflows <- worker, client. */
const RULES: { readonly [room: string]: Rule } = {
  domain: { rooms: [], packages: [] },
  config: { rooms: ['domain'] },
  tools: { rooms: ['domain'] },
  temporal: { rooms: ['domain', 'config'] },
  activities: { rooms: ['domain', 'config', 'tools'] },
  workflows: { rooms: ['domain'], types: ['activities'], packages: ['@temporalio/workflow', '@temporalio/common'] },
  worker: { rooms: ['domain', 'config', 'tools', 'temporal', 'activities', 'version.ts'] },
  local: { rooms: ['domain', 'tools', 'activities'] },
  client: { rooms: ['domain', 'config', 'tools', 'temporal', 'activities', 'local', 'version.ts'] },
  'worker.ts': { rooms: ['tools', 'worker'] },
  'version.ts': { rooms: [] },
};

const IMPORT = /^(?:import|export)\s(type\s)?[^;]*?from '([^']+)'|\bimport\('([^']+)'\)|^import '([^']+)'/gm;

/** Every import below `source` that no rule allows, as a sentence with file and line. */
export function brokenArrows(source: string): readonly string[] {
  return globSync('**/*.ts', { cwd: source })
    .toSorted()
    .flatMap(file => {
      const text = readFileSync(join(source, file), 'utf8');
      return [...text.matchAll(IMPORT)].flatMap(([whole, type, ...targets]) => {
        const target = targets.find(found => found !== undefined) ?? '';
        const broken = judge(file, target, type !== undefined);
        const line = text.slice(0, text.indexOf(whole)).split('\n').length;
        return broken === undefined ? [] : [`${file}:${line}: ${broken}`];
      });
    });
}

function judge(file: string, target: string, isType: boolean): string | undefined {
  const room = roomOf(file);
  const rule = RULES[room];
  if (rule === undefined) return `the room ${room} has no rule`;
  if (!target.startsWith('.')) {
    const name = /^(@[^/]+\/[^/]+|[^/]+)/.exec(target)?.[0] ?? target;
    return rule.packages === undefined || rule.packages.includes(name)
      ? undefined
      : `${room} must not import ${target}`;
  }
  const other = roomOf(join(dirname(file), target));
  if (other === room || rule.rooms.includes(other) || (isType && rule.types?.includes(other))) return undefined;
  return rule.types?.includes(other)
    ? `${room} may know types of ${other} only`
    : `${room} must not import ${other} (${relative('.', target)})`;
}

function roomOf(file: string): string {
  return file.split(sep)[0] ?? file;
}
