import { compileGlob, type Glob, matchGlob } from '../pattern.ts';
import { arnFormLines } from './arn-formats.generated.ts';

/** One form that the ARNs of a service have. */
export interface ArnForm {
  readonly region: 'named' | 'empty';
  /** `fixed` is an account that AWS prescribes, such as `aws`. */
  readonly account: 'named' | 'empty' | 'fixed';
  /** What follows the fifth colon, with `*` for what is named by the caller. */
  readonly resource: string;
  readonly glob: Glob;
}

/** Forms that AWS's managed policies have and its tables do not, in the notation of the generated ones. */
const UNLISTED: Readonly<Record<string, readonly string[]>> = {
  apigateway: ['!-/v2/*', '!-/tags'],
  autoscaling: ['!!scalingPolicy:*'],
  backup: ['!!recovery-point:*'],
  cloudformation: ['!!transform/*'],
  quicksight: ['!!vpcconnection/*'],
};

const PART = /^(!|-|<[^>]*>)(!|-|<[^>]*>)(.*)$/;

let lines: ReadonlyMap<string, string> | null = null;
const decoded = new Map<string, readonly ArnForm[]>();

/** The forms of the ARNs that name the service; empty if none is known. */
export function arnFormsOf(service: string): readonly ArnForm[] {
  const known = decoded.get(service);
  if (known !== undefined) return known;
  lines ??= new Map(
    arnFormLines.split('|').map((line) => {
      const space = line.indexOf(' ');
      return [line.slice(0, space), line.slice(space + 1)];
    }),
  );
  const entries = [...(lines.get(service)?.split(' ') ?? []), ...(UNLISTED[service] ?? [])];
  const forms = entries.flatMap((entry): readonly ArnForm[] => {
    const [, region = '', account = '', resource = ''] = PART.exec(entry) ?? [];
    return [
      {
        region: region === '-' ? 'empty' : 'named',
        account: account === '-' ? 'empty' : account === '!' ? 'named' : 'fixed',
        resource,
        glob: compileGlob(resource),
      },
    ];
  });
  decoded.set(service, forms);
  return forms;
}

/**
 * Whether ARNs that end in the resource, in which `*` and `?` are wildcards, may be of the form. An ARN that ends early where the form
 * goes on (`stack/features` for `stack/features/1a2b`) is what AWS's own policies write too.
 */
export const mayBe = (form: ArnForm, given: string): boolean =>
  isOf(form, given) ||
  (/[/:]/.test(given) && (overlap(`${given}/*`, form.resource) || overlap(`${given}:*`, form.resource)));

const isOf = ({ glob, resource }: ArnForm, given: string): boolean =>
  /[*?]/.test(given) ? overlap(given, resource) : matchGlob(glob, given);

/** Patterns longer than this are not compared: the comparison takes the product of both lengths. */
const MAX_LENGTH = 1_000;

/** Whether some text matches both patterns, in which `*` and `?` are wildcards; true where it would take too long to say. */
export function overlap(one: string, other: string): boolean {
  const head = Math.min(headOf(one), headOf(other));
  if (one.slice(0, head) !== other.slice(0, head)) return false;
  if (one.length > MAX_LENGTH || other.length > MAX_LENGTH) return true;
  // Whether what is left of both overlaps, from their ends on.
  let [after, now] = [new Uint8Array(other.length + 1), new Uint8Array(other.length + 1)];
  after[other.length] = 1;
  for (let at = other.length - 1; at >= 0 && other[at] === '*'; at--) after[at] = 1;
  for (let first = one.length - 1; first >= 0; first--) {
    const isStar = one[first] === '*';
    now.fill(0);
    if (isStar) now[other.length] = after[other.length] ?? 0;
    for (let second = other.length - 1; second >= 0; second--) {
      if (isStar) now[second] = (after[second] ?? 0) | (now[second + 1] ?? 0);
      else if (other[second] === '*') now[second] = (now[second + 1] ?? 0) | (after[second] ?? 0);
      else if (one[first] === '?' || other[second] === '?' || one[first] === other[second]) {
        now[second] = after[second + 1] ?? 0;
      }
      if (isStar && other[second] === '*') now[second] = (now[second] ?? 0) | (after[second + 1] ?? 0);
    }
    [after, now] = [now, after];
  }
  return after[0] === 1;
}

/** How many characters stand before the first wildcard. */
const headOf = (pattern: string): number => {
  const at = pattern.search(/[*?]/);
  return at < 0 ? pattern.length : at;
};
