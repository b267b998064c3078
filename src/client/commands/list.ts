import { makeCommand } from '../cli.ts';
export const command = makeCommand('list', { examples: [], exitCodes: [] });
