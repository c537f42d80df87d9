import { actionDataVersion, actionsOfService, findAction, services } from '../analysis/access/actions.ts';
import { parseArn } from '../analysis/access/arn.ts';
import type { Estate } from '../analysis/access/estate/estate.ts';
import type { Identity } from '../analysis/access/estate/identities.ts';
import { parseCaller } from '../analysis/access/principal.ts';
import { UsageError } from '../errors.ts';
import { nearest } from '../model/nearest.ts';
import { readEstate } from '../pipeline/estate.ts';
import { makeVisible } from '../report/escape.ts';

// What the commands on access take from the command line, checked.

/** Where the words of a command begin that are snapshots: neither an action nor an ARN. */
export const isSnapshot = (word: string): boolean => word !== '*' && !word.startsWith('arn:') && !isAction(word);

const isAction = (word: string): boolean => /^[a-z0-9-]+:[A-Za-z0-9*?]+$/i.test(word);

/**
 * The estate of the snapshots that a command names.
 * @throws UsageError where it names none. @throws SnapshotError
 */
export const openEstate = async (paths: readonly string[], command: string): Promise<Estate> => {
  if (paths.length === 0) {
    throw new UsageError(
      `say which snapshot to read, as in \`datawarden ${command} estate.ndjson\`; \`datawarden collect --all-facts --to estate.ndjson\` makes one`,
    );
  }
  return readEstate(paths);
};

/** One action, as AWS spells it. Warns of one that AWS does not document. @throws UsageError where it cannot be one. */
export const readAction = (word: string): string => {
  if (!isAction(word) || /[*?]/.test(word)) {
    throw new UsageError(`\`${word}\` is not an action: name one, such as \`s3:GetObject\``);
  }
  const found = findAction(word);
  if (found !== null) return found.name;
  const [prefix = '', name = ''] = word.split(':');
  const known = actionsOfService(prefix).map((one) => one.name.slice(prefix.length + 1));
  const close = known.length === 0 ? nearest(prefix, services()) : nearest(name, known);
  const meant = known.length === 0 ? `${close}:${name}` : `${prefix}:${close}`;
  const hint = close === undefined ? '' : ` (did you mean \`${meant}\`?)`;
  warn(`AWS documented no action \`${word}\` on ${actionDataVersion.date}${hint}: it is matched as text`);
  return word;
};

/** An ARN in which `*` and `?` may stand for any text, or `*`. @throws UsageError */
export const readResource = (word: string, action: string): string => {
  if (word === '*') return word;
  const arn = parseArn(word);
  if (arn === null || arn.service === '' || arn.resource === '') {
    throw new UsageError(`\`${word}\` is not the ARN of a resource, such as \`arn:aws:s3:::features/*\`, nor \`*\``);
  }
  if (
    arn.service === 's3' &&
    /^s3:(?:Get|Put|Delete|Restore|List)[A-Za-z]*Object(?!s)/i.test(action) &&
    !arn.resource.includes('/')
  ) {
    warn(`\`${action}\` is done to objects: \`${word}/*\` stands for those of the bucket`);
  }
  return word;
};

/**
 * A principal: the ARN of a user, role or session, an account, a service, or `anonymous`.
 * @throws UsageError where it cannot be one, or is none of an account that the snapshot holds.
 */
export const readPrincipal = (word: string, estate: Estate): string => {
  const text = word === 'anonymous' ? '*anonymous' : word;
  const caller = parseCaller(text, '');
  if (caller === null) {
    throw new UsageError(
      `\`${word}\` is not a principal: give the ARN of a user, a role or a session, an account, the name of a service, or \`anonymous\``,
    );
  }
  const isIdentity = caller.kind === 'user' || caller.kind === 'role' || caller.kind === 'session';
  if (isIdentity && estate.accounts.includes(caller.account ?? '') && estate.identityOf(text) === null) {
    throw new UsageError(`there is no \`${word}\` in the snapshot${meantIdentity(word, estate)}`);
  }
  return caller.text;
};

/** A user or role of the snapshot, or the role of a session. @throws UsageError where there is none. */
export const readIdentity = (word: string, estate: Estate): Identity => {
  const identity = estate.identityOf(readPrincipal(word, estate));
  if (identity !== null) return identity;
  throw new UsageError(`\`${word}\` is no user or role of the snapshot: it holds ${nameAccounts(estate)}`);
};

const meantIdentity = (word: string, estate: Estate): string => {
  const arns = [...estate.identities.all()].map(({ arn }) => arn);
  const close = nearest(word, arns);
  return close === undefined ? '' : `: did you mean \`${close}\`?`;
};

const nameAccounts = ({ accounts }: Estate): string =>
  accounts.length === 0
    ? 'the users and roles of no account'
    : `those of ${accounts.length === 1 ? 'account' : 'the accounts'} ${accounts.join(', ')}`;

/** A line on standard error for what is no error. */
const warn = (text: string): void => void process.stderr.write(`datawarden: ${makeVisible(text)}\n`);
