import { makeCommand } from '../cli.ts';
export const command = makeCommand('show', { examples: [], exitCodes: [] });
