import { nearest } from '../model/nearest.ts';

/** Options that may be repeated; the others are said once. */
const lists: ReadonlySet<string> = new Set([
  ...[
    '_',
    'policy',
    'exclude',
    'severity',
    'category',
    'service',
    'framework',
    'policies',
    'regions',
    'output',
    'sensitive-tag',
    'sensitiveTag',
    'paths',
  ],
  ...['snapshots', 'words', 'files'],
]);

/**
 * What is wrong with arguments that the parser lets through; `undefined` where nothing is.
 * @param flags the options that take no value.
 */
export const findMistake = (
  args: Readonly<Record<string, unknown>>,
  argv: readonly string[],
  flags: readonly string[],
): string | undefined => {
  const repeated = Object.keys(args).find((name) => Array.isArray(args[name]) && !lists.has(name));
  if (repeated !== undefined) return `\`--${repeated}\` is given twice: say it once`;
  for (const word of argv) {
    const [, name = '', value] = /^--([\w-]+)=(.*)$/s.exec(word) ?? [];
    if (flags.includes(name) && value !== 'true' && value !== 'false') return `\`--${name}\` takes no value`;
  }
  return undefined;
};

/**
 * What the parser found wrong, in our words.
 * @param options the options of the command that was chosen.
 */
export const explainUsage = (message: string, argv: readonly string[], options: readonly string[]): string => {
  const seeHelp = `see \`${['datawarden', ...commandOf(argv), '--help'].join(' ')}\``;
  for (const [pattern, explain] of explanations) {
    const match = pattern.exec(message);
    if (match !== null) return explain(match[1] ?? '', match[2] ?? '', match[3] ?? '').replace('{help}', seeHelp);
  }
  const meant = /^Did you mean (.+)\?$/.exec(message)?.[1];
  if (meant !== undefined) {
    const written = argv.find((word) => nearest(word, [meant]) !== undefined);
    return `unknown command${written === undefined ? '' : ` \`${written}\``}: did you mean \`${meant}\`?`;
  }
  const unknown = /^Unknown (?:arguments?|commands?): (.+)$/s.exec(message)?.[1];
  if (unknown !== undefined) {
    const option = argv.find((word) => word.startsWith('-') && unknown.split(', ').includes(nameOf(word)));
    if (option === undefined)
      return `unknown ${argv[0] === unknown ? 'command' : 'argument'} \`${unknown}\`; ${seeHelp}`;
    const close = nearest(nameOf(option), options);
    const shown = option.replace(/=.*$/s, '');
    return `unknown option \`${shown}\`${close === undefined ? `; ${seeHelp}` : `: did you mean \`--${close}\`?`}`;
  }
  return `${message.charAt(0).toLowerCase()}${message.slice(1)}; ${seeHelp}`;
};

/** The parser's messages that say how it works rather than what to do. */
const explanations: readonly (readonly [RegExp, (a: string, b: string, c: string) => string])[] = [
  [/^Not enough non-option arguments/, () => 'something is missing from the command; {help}'],
  [/^Not enough arguments following: (.+)$/s, (option) => `\`--${option}\` needs a value; {help}`],
  [/^Missing required arguments?: (\S+)/, (option) => `\`--${option}\` is missing; {help}`],
  [/^Arguments (.+) and (.+) are mutually exclusive$/, (a, b) => `\`--${a}\` and \`--${b}\` exclude each other`],
  [/^Implications failed:\s+(\S+) -> (\S+)$/s, (a, b) => `\`--${a}\` needs \`--${b}\` as well`],
  [
    /^Invalid values:\s+Argument: (\S+), Given: "(.*)", Choices: (.*)$/s,
    (option, given, choices) => `\`--${option} ${given}\` is not known; use ${choices.replaceAll('"', '')}`,
  ],
];

const commands: ReadonlySet<string> = new Set([
  ...[
    'scan',
    'collect',
    'evaluate',
    'policies',
    'permissions',
    'convert',
    'who-can',
    'can',
    'paths',
    'policy-document',
  ],
  ...['list', 'show', 'check', 'test', 'new', 'frameworks', 'compare'],
]);

const commandOf = (argv: readonly string[]): string[] => {
  const end = argv.findIndex((word) => !commands.has(word));
  return argv.slice(0, end === -1 ? argv.length : Math.min(end, 2));
};

const nameOf = (word: string): string => word.replace(/^-+/, '').replace(/=.*$/s, '');
