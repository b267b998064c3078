import { makeCommand } from '../cli.ts';
export const command = makeCommand('status', { examples: [], exitCodes: [] });
