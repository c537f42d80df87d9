import type { PolicyDocument } from '../document.ts';
import { compileGlob, matchGlob } from '../pattern.ts';
import type { Caller } from '../principal.ts';
import type { Truth } from '../truth.ts';
import type { Target } from './method.ts';
import type { KnownRole, Surroundings } from './surroundings.ts';

/** One thing that a step may be done to. */
export interface Place {
  /** An ARN; one that is not known is open. */
  readonly resource: string;
  /** Whether the thing is as the method needs it: whether a role can be assumed, or trusts a service. */
  readonly truth: Truth;
  /** Who may assume it, where it is a role that is known. */
  readonly trust: PolicyDocument | 'unknown' | null;
  /** The services to which a role can be passed; null where its trust is not known, or none is. */
  readonly services: readonly string[] | null;
}

/** Everything that a step may be done to. */
export interface Places {
  readonly list: readonly Place[];
  /** Whether at least one is there: not so where nobody listed them. */
  readonly certain: boolean;
  /** What an open place is not. */
  readonly except: readonly string[];
}

/** What can be told of roles by their trust. */
export interface Trusts {
  canAssume(role: KnownRole): Truth;
  /** The services among these that the role trusts. */
  trusted(role: KnownRole, services: readonly string[]): { readonly yes: readonly string[]; readonly maybe: boolean };
}

/** What a step with this target, on resources of these shapes, may be done to by the caller. */
export function placesOf(
  target: Target,
  shapes: readonly string[],
  services: readonly string[],
  caller: Caller,
  around: Surroundings,
  trusts: Trusts,
): Places {
  const prefix = `arn:${caller.partition}:iam::${caller.account ?? ''}:`;
  // The `*` of `arn:aws:iam::*:user/bob`, or of a Region, must not reach into a name: no name has a colon in IAM, and none elsewhere
  // has an account in it. So the plain text that `${aws:username}` is in a document of the older version names nobody either.
  const noName = shapes
    .filter((shape) => shape !== '*')
    .map((shape) => (shape.startsWith(prefix) ? `${shape}:*` : `${shape}:????????????:*`));
  // Two users never share a name, whatever their paths: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
  const own = [caller.text, `${prefix}user/*/${caller.name}`, `${prefix}user/${caller.name}`];
  // No customer changes or passes a service-linked role, nor changes one that AWS reserves for itself:
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
  const linked = [`${prefix}role/aws-service-role/*`];
  const reserved = [...linked, `${prefix}role/aws-reserved/*`];
  const open = (certain: boolean, except: readonly string[] = []): Places => ({
    list: shapes.map((shape) => placeAt(shape)),
    certain,
    except: [...except, ...noName],
  });
  const known = (arns: readonly string[]): Places => ({
    list: arns.map((arn) => placeAt(arn)),
    certain: true,
    except: [],
  });
  switch (target) {
    case 'self':
      return known(caller.kind === 'user' ? [caller.text] : []);
    case 'another-user':
      return around.users === 'unknown' ? open(false, own) : known(around.users.filter((user) => user !== caller.text));
    case 'own-group':
      if (caller.kind !== 'user') return known([]);
      return around.ownGroups === 'unknown' ? open(false) : known(around.ownGroups);
    case 'any-group':
      if (caller.kind !== 'user') return known([]);
      return around.groups === 'unknown' ? open(false) : known(around.groups);
    case 'assumable-role':
      return around.roles === 'unknown'
        ? open(false, reserved)
        : assumableRoles(around.roles, caller, trusts, linked[0] ?? '');
    case 'trusting-role':
      return around.roles === 'unknown'
        ? open(false, linked)
        : { list: around.roles.map(({ arn, trust }) => placeAt(arn, 'yes', trust)), certain: true, except: [] };
    case 'any-role':
      return around.roles === 'unknown' ? open(false, reserved) : known(around.roles.map(({ arn }) => arn));
    case 'new-role':
      return open(true, reserved);
    case 'attached-policy':
      return around.attachedPolicies === 'unknown' ? open(false) : known(around.attachedPolicies);
    case 'passed-role':
      return around.roles === 'unknown' ? open(false, linked) : passableRoles(around.roles, services, trusts);
    case 'new':
      return open(true);
    case 'existing':
      return open(isNoneInParticular(shapes));
    case 'stronger':
      if (around.strongerResources === 'unknown' || isNoneInParticular(shapes)) return open(isNoneInParticular(shapes));
      return known(
        around.strongerResources.filter((arn) => shapes.some((shape) => matchGlob(compileGlob(shape), arn))),
      );
  }
}

const isNoneInParticular = (shapes: readonly string[]): boolean => shapes.includes('*');

const placeAt = (
  resource: string,
  truth: Truth = 'yes',
  trust: Place['trust'] = null,
  services: Place['services'] = null,
): Place => ({ resource, truth, trust, services });

function assumableRoles(roles: readonly KnownRole[], caller: Caller, trusts: Trusts, linked: string): Places {
  const list = roles
    .filter(({ arn }) => !matchGlob(compileGlob(linked), arn))
    .map((role) => placeAt(role.arn, isRoleOf(caller, role.arn) ? 'yes' : trusts.canAssume(role)))
    .filter(({ truth }) => truth !== 'no');
  return { list, certain: true, except: [] };
}

/** Whether the caller is the role, or a session of it: sessions do not tell the role's path. */
function isRoleOf({ kind, text, account, name }: Caller, arn: string): boolean {
  if (kind === 'role') return text === arn;
  return kind === 'session' && arn.split(':')[4] === account && arn.endsWith(`/${name}`);
}

function passableRoles(roles: readonly KnownRole[], services: readonly string[], trusts: Trusts): Places {
  const list = roles.flatMap((role) => {
    const { yes, maybe } = trusts.trusted(role, services);
    if (yes.length > 0) return [placeAt(role.arn, 'yes', null, yes)];
    return maybe ? [placeAt(role.arn, 'unknown', null, services)] : [];
  });
  return { list, certain: true, except: [] };
}
