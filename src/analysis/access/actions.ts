import { actionData, actionLines } from './actions.generated.ts';
import { compileGlob, type Glob, matchGlob } from './pattern.ts';

/**
 * How AWS classifies an action:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html
 */
export type AccessLevel = 'List' | 'Read' | 'Write' | 'Permissions management' | 'Tagging';

/** What the generated data holds of an action besides its name, and the sign that stands for it there. */
export interface ActionClass {
  readonly level: AccessLevel;
  /** Without resource-level permissions, only a Resource that matches `*` grants or denies the action. */
  readonly onResources: boolean;
  readonly sign: string;
}

/** Every class: signs that occur in no action's name. */
export const ACTION_CLASSES: readonly ActionClass[] = [
  { level: 'List', onResources: true, sign: '!' },
  { level: 'Read', onResources: true, sign: '#' },
  { level: 'Write', onResources: true, sign: '%' },
  { level: 'Permissions management', onResources: true, sign: '&' },
  { level: 'Tagging', onResources: true, sign: '+' },
  { level: 'List', onResources: false, sign: ',' },
  { level: 'Read', onResources: false, sign: '.' },
  { level: 'Write', onResources: false, sign: ':' },
  { level: 'Permissions management', onResources: false, sign: ';' },
  { level: 'Tagging', onResources: false, sign: '=' },
];

/** An action that AWS documents. */
export interface Action {
  /** As AWS writes it: `s3:GetObject`. */
  readonly name: string;
  /** The name in lower case, as it is compared. */
  readonly folded: string;
  readonly level: AccessLevel;
  readonly onResources: boolean;
}

/** Version and day of the data that says which actions exist. */
export const actionDataVersion: { readonly version: string; readonly date: string } = actionData;

interface Service {
  readonly prefix: string;
  /** Its part of the generated text. */
  readonly encoded: string;
  actions: readonly Action[] | null;
}

let known: ReadonlyMap<string, Service> | null = null;

/** Only the lines are told apart at first: most callers ask for a few services. */
function allServices(): ReadonlyMap<string, Service> {
  if (known !== null) return known;
  const services = new Map<string, Service>();
  for (const line of actionLines().split('/')) {
    const space = line.indexOf(' ');
    const prefix = line.slice(0, space);
    services.set(prefix, { prefix, encoded: line.slice(space + 1), actions: null });
  }
  known = services;
  return services;
}

const CLASS_OF = new Map(ACTION_CLASSES.map((one) => [one.sign, one]));

function actionsOf(service: Service): readonly Action[] {
  if (service.actions !== null) return service.actions;
  const { prefix, encoded } = service;
  const actions: Action[] = [];
  let previous = '';
  let start = 0;
  for (let at = 1; at < encoded.length; at++) {
    const kind = isOfName(encoded.charCodeAt(at)) ? undefined : CLASS_OF.get(encoded.charAt(at));
    if (kind === undefined) continue;
    previous = previous.slice(0, readDigit(encoded.charCodeAt(start))) + encoded.slice(start + 1, at);
    const name = `${prefix}:${previous}`;
    actions.push({ name, folded: name.toLowerCase(), level: kind.level, onResources: kind.onResources });
    start = at + 1;
  }
  service.actions = actions;
  return actions;
}

/** Names are letters, figures and hyphens; looking a sign up for each of their characters would take most of the time. */
const isOfName = (code: number): boolean =>
  code >= 0x61 || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39) || code === 0x2d;

/** A digit in base 62: figures, capitals, small letters. */
const readDigit = (code: number): number =>
  code < 0x41 ? code - 0x30 : code < 0x61 ? code - 0x41 + 10 : code - 0x61 + 36;

/** The prefixes of all services that have actions, in order: `s3`, `kms`. */
export const services = (): readonly string[] => [...allServices().keys()];

/** The actions of a service, by its prefix in any case; empty for one that is not known. */
export const actionsOfService = (prefix: string): readonly Action[] => {
  const service = allServices().get(prefix.toLowerCase());
  return service === undefined ? [] : actionsOf(service);
};

/** Every action that is known. */
export function* allActions(): Iterable<Action> {
  for (const service of allServices().values()) yield* actionsOf(service);
}

const byName = new Map<string, ReadonlyMap<string, Action>>();

/** The action of this name, in any case; null if the data has none, which does not mean that AWS has none. */
export function findAction(name: string): Action | null {
  const folded = name.toLowerCase();
  const colon = folded.indexOf(':');
  if (colon < 0) return null;
  const prefix = folded.slice(0, colon);
  let actions = byName.get(prefix);
  if (actions === undefined) {
    const service = allServices().get(prefix);
    if (service === undefined) return null;
    actions = new Map(actionsOf(service).map((action) => [action.folded, action]));
    byName.set(prefix, actions);
  }
  return actions.get(folded) ?? null;
}

/** The access level of an action; null if the data does not have it. */
export const levelOf = (action: string): AccessLevel | null => findAction(action)?.level ?? null;

/**
 * The names of the actions that a pattern of an Action element matches, in any case, with `*` and `?`. A pattern without a wildcard
 * stands for itself even where the data does not have it: services bring out actions every week.
 */
export function actionsMatching(pattern: string): readonly string[] {
  const glob = compileGlob(pattern.toLowerCase());
  if (glob.kind === 'literal') return [findAction(pattern)?.name ?? pattern];
  const names: string[] = [];
  for (const action of candidates(glob, pattern)) if (matchGlob(glob, action.folded)) names.push(action.name);
  return names;
}

/** How many patterns that reach into services they do not name one question may ask of: each is held against all actions. */
export const MAX_REACHING = 64;

/** Whether the service is not named in a pattern of an Action element: only then it is held against the actions of others. */
export const reachesServices = (pattern: string): boolean => {
  const colon = pattern.indexOf(':');
  return colon < 0 || /[*?]/.test(pattern.slice(0, colon));
};

function candidates(glob: Glob, pattern: string): Iterable<Action> {
  return glob.kind === 'any' || reachesServices(pattern)
    ? allActions()
    : actionsOfService(pattern.slice(0, pattern.indexOf(':')));
}
