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

  /**
   * The documents that apply when the principal does the action on the resource; both may be patterns that are open in part.
   * @param isStranger whether the principal stands for all of whose account the snapshot says nothing
   */
  apply(principal: string, action: string, resource: string, isStranger = false): Applied {
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
    if (holder !== null && lacksObjectAcls(holder, action, resource)) {
      assumptions.push(
        `access control lists of single objects in \`${holder.name}\` are not collected: none is taken to let anybody in`,
      );
    }
    // A version or an alias has a policy of its own: https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
    if (holder?.type === 'AWS::Lambda::Function') {
      assumptions.push(
        `policies of versions and aliases of \`${holder.name}\` are not collected: who gets at one by its name is not in this answer`,
      );
    }
    return {
      policies: {
        identity: own.identity,
        boundary: own.boundary,
        resource: target.document,
        acl: this.#aclFor(holder, action, resource, isStranger ? account : null),
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

  /** A bucket's list speaks of the bucket, and of objects only as it lets in who writes or deletes them. */
  #aclFor(
    holder: EstateResource | null,
    action: string,
    resource: string,
    stranger: string | null,
  ): EstateResource['acl'] {
    if (holder === null || (resource !== holder.arn && !/^s3:(?:put|delete)object$/i.test(action))) return null;
    return this.resources.aclFor(holder, stranger);
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

/** Whether lists of the bucket's objects may allow the action: https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#permissions */
const lacksObjectAcls = ({ acl, arn }: EstateResource, action: string, resource: string): boolean =>
  acl !== null &&
  (acl === 'unknown' || acl.enabled !== 'no') &&
  resource !== arn &&
  /^s3:(?:get|put)object(?:version)?(?:acl)?$|^s3:getobjecttorrent$/i.test(action) &&
  !/^s3:putobject$/i.test(action);

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
