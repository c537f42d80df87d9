import type { Gap, Resource } from '../../../model/resource.ts';
import { parseArn } from '../arn.ts';
import type { AccessPolicies, AccessRequest, StatementRef } from '../authorize.ts';
import { type PolicyDocument, parseDocument } from '../document.ts';
import { parseCaller } from '../principal.ts';
import { DocumentStore, type NamedDocument } from './documents.ts';
import { Identities, type Identity, identityTypes } from './identities.ts';
import { Organization } from './organization.ts';
import { type EstateResource, EstateResources } from './resources.ts';

/** Every document that applies to a pair of principal and resource, as the evaluator takes them, with what people call them. */
export interface Applied {
  readonly policies: AccessPolicies;
  /** The account that owns the resource; null where nothing says so. */
  readonly resourceAccount: string | null;
  readonly blockPublicAccess: AccessRequest['blockPublicAccess'];
  /** Names of the documents, in the order that a {@link StatementRef} counts them. */
  readonly names: Readonly<Record<'identity' | 'boundary', readonly string[]>> & { readonly resource: string };
  /** What is taken for granted because the snapshot has nothing on it, in sentences. */
  readonly assumptions: readonly string[];
}

/** Lets everything through: the policies of a principal in an account that the snapshot does not hold. */
const EVERYTHING = parseDocument({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
});

/** Actions on a role that its trust policy decides; for all others it is no policy of a resource. */
const ON_TRUST = /^sts:(?:assumerole|assumerolewithsaml|assumerolewithwebidentity|tagsession|setsourceidentity)$/;

/**
 * Everything in a snapshot that says who may do what. All resources are added before the first question; only IAM, organization and
 * resource policies are kept, each document once.
 */
export class Estate {
  readonly store = new DocumentStore();
  readonly identities = new Identities(this.store);
  readonly resources = new EstateResources(this.store);
  readonly organization = new Organization(this.store);
  readonly #accounts = new Set<string>();

  /** Takes any resource of a snapshot. */
  add(resource: Resource): void {
    if (identityTypes.includes(resource.type)) {
      this.identities.add(resource);
      this.#accounts.add(resource.account);
    } else if (!this.organization.add(resource)) {
      this.resources.add(resource);
    }
  }

  /** Takes what could not be listed. */
  addGap(gap: Gap): void {
    if (identityTypes.includes(gap.type)) this.identities.addGap(gap);
    else if (!this.organization.addGap(gap)) this.resources.addGap(gap);
  }

  /** The accounts whose users and roles the snapshot holds. */
  get accounts(): readonly string[] {
    return [...this.#accounts].sort();
  }

  /** The user or role behind a principal: of a session its role. */
  identityOf(principal: string): Identity | null {
    const caller = parseCaller(principal, '');
    if (caller === null) return null;
    if (caller.kind !== 'session') return this.identities.find(caller.text);
    return this.#roleNamed(caller.account ?? '', caller.name);
  }

  #roles: Map<string, string> | null = null;

  #roleNamed(account: string, name: string): Identity | null {
    if (this.#roles === null) {
      this.#roles = new Map();
      for (const one of this.identities.all())
        if (one.kind === 'role') this.#roles.set(`${one.account} ${one.name}`, one.arn);
    }
    const arn = this.#roles.get(`${account} ${name}`);
    return arn === undefined ? null : this.identities.find(arn);
  }

  /** The documents that apply when the principal does the action on the resource; both may be patterns that are open in part. */
  apply(principal: string, action: string, resource: string): Applied {
    const assumptions: string[] = [];
    const target = this.#targetOf(action, resource);
    const holder = this.resources.holderOf(resource);
    const caller = parseCaller(principal, action.toLowerCase());
    const own = this.#ownPoliciesOf(principal, assumptions);
    const account = caller?.account ?? null;
    const resourceAccount = holder?.account ?? (parseArn(resource)?.account || null);
    const scp = account === null ? null : this.organization.scpOf(account);
    const rcp = resourceAccount === null ? null : this.organization.rcpOf(resourceAccount);
    if (scp === 'not-collected' && account !== null && this.#accounts.has(account)) {
      assumptions.push(
        `service control policies of account ${account} are not in the snapshot: none is taken to forbid it`,
      );
    }
    if (rcp === 'not-collected') {
      assumptions.push(
        `resource control policies of account ${resourceAccount} are not in the snapshot: none is taken to forbid it`,
      );
    }
    return {
      policies: {
        identity: own.identity,
        boundary: own.boundary,
        resource: target.document,
        acl: aclFor(holder, action, resource),
        session: null,
        scp: scp === 'not-collected' ? null : scp,
        rcp: rcp === 'not-collected' ? null : rcp,
        endpoint: null,
      },
      resourceAccount,
      blockPublicAccess: this.resources.blockFor(holder, this.organization.s3BlockOf(resourceAccount ?? '')),
      names: { identity: own.names, boundary: own.boundaryNames, resource: target.name },
      assumptions,
    };
  }

  #targetOf(action: string, resource: string): { readonly document: PolicyDocument | null; readonly name: string } {
    const parsed = parseArn(resource);
    if (parsed?.service === 'iam' && parsed.resource.startsWith('role/')) {
      const trust = ON_TRUST.test(action.toLowerCase()) ? (this.identities.find(resource)?.trust ?? null) : null;
      return { document: trust, name: `trust policy of ${resource}` };
    }
    const holder = this.resources.holderOf(resource);
    const name = `policy of ${holder?.arn ?? resource}`;
    return { document: this.resources.policyFor(resource), name };
  }

  #ownPoliciesOf(principal: string, assumptions: string[]): OwnPolicies {
    const identity = this.identityOf(principal);
    if (identity !== null) {
      const known = this.#own.get(identity);
      if (known !== undefined) return known;
      const { documents, boundary } = identity;
      const own = listed(documents, boundary);
      this.#own.set(identity, own);
      return own;
    }
    const caller = parseCaller(principal, '');
    if (caller === null || caller.account === null || caller.kind === 'root') return NO_POLICIES;
    assumptions.push(`the policies of \`${principal}\` are not in the snapshot: they are taken to allow it`);
    return ELSEWHERE;
  }

  readonly #own = new WeakMap<Identity, OwnPolicies>();
}

/** A principal's own policies in lists, with what they are called. */
interface OwnPolicies {
  readonly identity: readonly PolicyDocument[];
  readonly boundary: readonly PolicyDocument[] | null;
  readonly names: readonly string[];
  readonly boundaryNames: readonly string[];
}

const listed = (documents: readonly NamedDocument[], boundary: NamedDocument | null): OwnPolicies => ({
  identity: documents.map(({ document }) => document),
  boundary: boundary === null ? null : [boundary.document],
  names: documents.map(({ name }) => name),
  boundaryNames: boundary === null ? [] : [boundary.name],
});

const NO_POLICIES = listed([], null);
const ELSEWHERE = listed([{ name: 'its own policies, which are not in the snapshot', document: EVERYTHING }], null);

/** A bucket's list speaks of the bucket, and of objects only as it lets in who writes or deletes them. */
const aclFor = (holder: EstateResource | null, action: string, resource: string): EstateResource['acl'] =>
  holder?.acl == null || (resource !== holder.arn && !/^s3:(?:put|delete)object$/i.test(action)) ? null : holder.acl;

/** The name of the document that a statement of a decision stands in. */
export function documentNameOf({ kind, document, level }: StatementRef, { names }: Pick<Applied, 'names'>): string {
  switch (kind) {
    case 'identity':
      return names.identity[document] ?? 'a policy';
    case 'boundary':
      return names.boundary[document] ?? 'the permissions boundary';
    case 'resource':
      return names.resource;
    case 'acl':
      return `access control list of ${names.resource.replace(/^policy of /, '')}`;
    case 'scp':
      return `service control policy at ${level ?? 'the organization'}`;
    case 'rcp':
      return `resource control policy at ${level ?? 'the organization'}`;
    case 'session':
      return 'the session policy';
    case 'endpoint':
      return 'the policy of the VPC endpoint';
  }
}
