import { makeCommand } from '../cli.ts';
export const command = makeCommand('config', { examples: [], exitCodes: [] });
