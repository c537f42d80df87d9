import { actionsOfService, findAction } from '../actions.ts';
import { compileGlob, type Glob, matchGlob } from '../pattern.ts';
import { actionKeyLines } from './action-keys.generated.ts';

interface KnownKey {
  readonly glob: Glob;
  /** The places of the actions that know the key, in the order of their names, as pairs of first and last. */
  readonly ranges: readonly (readonly [first: number, last: number])[];
}

let lines: ReadonlyMap<string, string> | null = null;
const decoded = new Map<string, readonly KnownKey[]>();

/** Only the services that are asked for are taken apart. */
function keysOf(service: string): readonly KnownKey[] {
  const known = decoded.get(service);
  if (known !== undefined) return known;
  lines ??= new Map(
    actionKeyLines.split('|').map((line) => {
      const space = line.indexOf(' ');
      return [line.slice(0, space), line.slice(space + 1)];
    }),
  );
  const keys = (lines.get(service)?.split(' ') ?? []).flatMap((entry) => {
    const [names = '', places = ''] = entry.split('=');
    const ranges = places.split('.').map((range): readonly [number, number] => {
      const [first = '', last = first] = range.split('-');
      return [Number.parseInt(first, 36), Number.parseInt(last, 36)];
    });
    return names
      .split(',')
      .map((name) => ({ glob: compileGlob(name.startsWith(':') ? `${service}${name}` : name), ranges }));
  });
  decoded.set(service, keys);
  return keys;
}

const places = new Map<string, ReadonlyMap<string, number>>();

function placeOf(action: string, service: string): number | undefined {
  let known = places.get(service);
  if (known === undefined) {
    known = new Map(actionsOfService(service).map(({ folded }, place) => [folded, place]));
    places.set(service, known);
  }
  return known.get(action);
}

/**
 * Whether a request of the action carries the condition key, as AWS's tables of actions and of their resource types say; both in any
 * case. Null if the data does not have the action. Global keys other than aws:ResourceTag are not in it.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export function knowsKey(action: string, key: string): boolean | null {
  const folded = action.toLowerCase();
  if (findAction(folded) === null) return null;
  const service = folded.slice(0, folded.indexOf(':'));
  const place = placeOf(folded, service);
  if (place === undefined) return null;
  const name = key.toLowerCase();
  return keysOf(service).some(
    ({ glob, ranges }) => matchGlob(glob, name) && ranges.some(([first, last]) => first <= place && place <= last),
  );
}

/** Whether any action of the service knows the key. */
export const serviceKnowsKey = (service: string, key: string): boolean =>
  keysOf(service).some(({ glob }) => matchGlob(glob, key.toLowerCase()));
