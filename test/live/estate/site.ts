import type { Accounts, Credentials } from '../accounts.ts';

// What every part of the estate shares: where it is, and what is expected of the policies.

/** Well kept. */
export const prod = '111122223333';
/** Neglected. */
export const sandbox = '444455556666';
export const accounts = [prod, sandbox] as const;
/** An account of the organization that nobody scans. */
export const archive = '222233334444';
/** An account that is nobody's whom the team knows. */
export const stranger = '777788889999';

/** Where most things are. */
export const home = 'eu-central-1';
export const regions = [home, 'us-east-1', 'eu-west-1'] as const;

/** Which resources pass and fail a policy, by the ARNs that datawarden gives them. */
export interface Expected {
  readonly policy: string;
  readonly pass: readonly string[];
  readonly fail: readonly string[];
}

/** The ARN that stands for all of an account's IAM. */
export const rootOf = (account: string): string => `arn:aws:iam::${account}:root`;

/** Collects expectations while the estate is filled. */
export class Expectations {
  readonly #byPolicy = new Map<string, { pass: Set<string>; fail: Set<string> }>();

  pass(policy: string, ...resources: readonly string[]): void {
    for (const resource of resources) this.#of(policy).pass.add(resource);
  }

  fail(policy: string, ...resources: readonly string[]): void {
    for (const resource of resources) this.#of(policy).fail.add(resource);
  }

  /** Ordered by policy; a resource that both passes and fails is a mistake in the estate. */
  list(): readonly Expected[] {
    return [...this.#byPolicy]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([policy, { pass, fail }]) => {
        const both = [...pass].filter((resource) => fail.has(resource));
        if (both.length > 0) throw new Error(`${policy} is expected to pass and to fail: ${both.join(', ')}`);
        return { policy, pass: [...pass].sort(), fail: [...fail].sort() };
      });
  }

  #of(policy: string): { pass: Set<string>; fail: Set<string> } {
    const known = this.#byPolicy.get(policy) ?? { pass: new Set(), fail: new Set() };
    this.#byPolicy.set(policy, known);
    return known;
  }
}

/** What an SDK client needs to act in one account and Region. */
export interface ClientOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: Credentials;
}

/** The site while it is being built. */
export interface Site {
  readonly endpoint: string;
  readonly expect: Expectations;
  /** The options of a client for an account and Region. */
  at(account: string, region: string): ClientOptions;
}

/** A site at an endpoint: the emulator's, or a proxy's in front of it. */
export const openSite = (endpoint: string, administrators: Accounts): Site => ({
  endpoint,
  expect: new Expectations(),
  at: (account, region) => {
    const credentials = administrators.get(account);
    if (credentials === undefined) throw new Error(`no administrator of account ${account}`);
    return { endpoint, region, credentials };
  },
});

/** Does something with a client and closes its connections. */
export const using = async <Client extends { destroy(): void }, Value>(
  client: Client,
  use: (client: Client) => Promise<Value>,
): Promise<Value> => {
  try {
    return await use(client);
  } finally {
    client.destroy();
  }
};

/** What the SDK's types call optional and AWS always sends. */
export const given = <Value>(value: Value | null | undefined, what: string): Value => {
  if (value === null || value === undefined) throw new Error(`the emulator answered without ${what}`);
  return value;
};
