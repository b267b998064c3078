import { makeCommand } from '../cli.ts';
export const command = makeCommand('version', { examples: [], exitCodes: [] });
