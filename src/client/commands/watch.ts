import { makeCommand } from '../cli.ts';
export const command = makeCommand('watch', { examples: [], exitCodes: [] });
