import { makeCommand } from '../cli.ts';
export const command = makeCommand('init', { examples: [], exitCodes: [] });
