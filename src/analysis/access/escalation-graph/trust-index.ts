import { parseArn } from '../arn.ts';
import type { PolicyDocument, Principal, Statement } from '../document.ts';
import type { Identity } from '../estate/identities.ts';
import { compileGlob, matchGlob } from '../pattern.ts';

const ACTIONS = ['sts:assumerole', 'sts:assumerolewithsaml', 'sts:assumerolewithwebidentity'];

/** Which roles a principal comes into question for, by what their trust policies name. */
export class TrustIndex {
  /** ARNs of roles by what their trust names: an ARN, an account, a role's session as `account name`; `*` for anybody. */
  readonly #roles = new Map<string, string[]>();
  /** By service, as trust policies write it. */
  readonly #services = new Map<string, string[]>();
  readonly #mentions = new Map<PolicyDocument, readonly string[]>();

  constructor(roles: Iterable<Identity>) {
    for (const { arn, trust } of roles) {
      if (trust === null) continue;
      for (const mention of this.#mentionsOf(trust)) {
        const [list, key] = mention.startsWith('service ')
          ? [this.#services, mention.slice(8)]
          : [this.#roles, mention];
        const known = list.get(key);
        if (known === undefined) list.set(key, [arn]);
        else known.push(arn);
      }
    }
  }

  /** Roles whose trust names the principal itself, or anybody: its own policies may not be needed. */
  *naming({ arn, account, name }: Identity): Iterable<string> {
    yield* this.#roles.get(arn) ?? [];
    yield* this.#roles.get(`${account} ${name}`) ?? [];
    yield* this.#roles.get('*') ?? [];
  }

  /** Whether the trust of roles leaves it to the account, and of which. */
  delegatingTo(account: string): readonly string[] {
    return this.#roles.get(account) ?? [];
  }

  /** Roles whose trust names the service. */
  trusting(service: string): readonly string[] {
    return this.#services.get(service) ?? [];
  }

  #mentionsOf(trust: PolicyDocument): readonly string[] {
    const known = this.#mentions.get(trust);
    if (known !== undefined) return known;
    const found = new Set<string>();
    for (const statement of trust.statements) {
      if (statement.effect === 'Deny' || !speaksOfAssuming(statement)) continue;
      if (statement.notPrincipals !== null) found.add('*');
      for (const principal of statement.principals ?? []) found.add(mentionOf(principal));
    }
    // A trust policy that could not be read may name anybody.
    if (!trust.understood) found.add('*');
    const mentions = [...found];
    this.#mentions.set(trust, mentions);
    return mentions;
  }
}

function speaksOfAssuming({ actions, notActions }: Statement): boolean {
  const globs = (actions ?? notActions ?? []).map((action) => compileGlob(action.toLowerCase()));
  return ACTIONS.some((action) => globs.some((glob) => matchGlob(glob, action)) === (actions !== null));
}

function mentionOf({ type, value }: Principal): string {
  if (type === 'Service') return `service ${value.toLowerCase()}`;
  if (type === '*' || value === '*') return '*';
  const arn = parseArn(value);
  if (arn === null) return value;
  if (arn.resource === 'root') return arn.account;
  const [kind, name] = arn.resource.split('/');
  return arn.service === 'sts' && kind === 'assumed-role' ? `${arn.account} ${name}` : value;
}
