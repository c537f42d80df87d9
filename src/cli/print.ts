import { makeVisible } from '../report/escape.ts';

/** Prints text that may come from anybody's policy or framework: what a terminal would obey is written out. */
export const print = (text: string): void =>
  void process.stdout.write(`${text.split('\n').map(makeVisible).join('\n')}\n`);
