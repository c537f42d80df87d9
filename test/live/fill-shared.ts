import { AttachRolePolicyCommand, CreatePolicyCommand, CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import type { Accounts, Credentials } from './accounts.ts';
import { assumeRole, login } from './accounts.ts';
import type { PolicyDocument } from './authorization.ts';
import { forMoto } from './authorization.ts';
import { runCli } from './cli.ts';
import type { Emulator } from './emulator.ts';
import { startEmulator } from './emulator.ts';
import { given, openSite, using } from './estate/site.ts';
import type { Estate } from './estate.ts';
import { accounts, fillEstate, prod } from './estate.ts';

// The estate that the test files of a run share: they read it, and none changes it.

/** Somebody who may do what `datawarden permissions` prints, and nothing else. */
export interface Scanner {
  /** What was given to `datawarden permissions`. */
  readonly options: readonly string[];
  /** What it printed. */
  readonly policy: PolicyDocument;
  /** Of a role with this policy alone, in moto's words. */
  readonly credentials: Credentials;
}

/** All that a test file needs to know of the shared estate. */
export interface Shared extends Pick<Estate, 'expected' | 'recorded' | 'ages'> {
  readonly emulator: string;
  readonly administrators: Accounts;
  /** By the role's name, in the account {@link prod}. */
  readonly scanners: Readonly<Record<string, Scanner>>;
}

const scannerOptions = {
  datawarden: [],
  'datawarden-s3': ['--service', 's3'],
  'datawarden-everything': ['--all-facts'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** The roles must be there before anybody scans, or two scans would not see the same. */
const createScanners = async (endpoint: string, administrators: Accounts): Promise<Shared['scanners']> =>
  using(new IAMClient(openSite(endpoint, administrators).at(prod, 'us-east-1')), async (client) => {
    const scanners: Record<string, Scanner> = {};
    const trust = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${prod}:root` }, Action: 'sts:AssumeRole' };
    const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
    for (const [RoleName, options] of Object.entries(scannerOptions)) {
      const { stdout, stderr } = await runCli(['permissions', ...options]);
      if (stderr !== '') throw new Error(`datawarden permissions: ${stderr}`);
      const policy = JSON.parse(stdout) as PolicyDocument;
      const PolicyDocument = JSON.stringify(forMoto(policy));
      const created = await client.send(new CreatePolicyCommand({ PolicyName: RoleName, PolicyDocument }));
      await client.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
      const PolicyArn = given(created.Policy?.Arn, 'a policy ARN');
      await client.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
      const credentials = await assumeRole(endpoint, `arn:aws:iam::${prod}:role/${RoleName}`);
      scanners[RoleName] = { options, policy, credentials };
    }
    return scanners;
  });

/**
 * Starts an emulator and fills it.
 * @throws EmulatorMissing when there is no Python or pip fails
 */
export const fillShared = async (): Promise<{ readonly emulator: Emulator; readonly shared: Shared }> => {
  const emulator = await startEmulator();
  try {
    const administrators = await login(emulator.endpoint, accounts);
    const scanners = await createScanners(emulator.endpoint, administrators);
    const { expected, recorded, ages } = await fillEstate(emulator.endpoint, administrators);
    return { emulator, shared: { emulator: emulator.endpoint, administrators, expected, recorded, ages, scanners } };
  } catch (error) {
    await emulator.stop();
    throw error;
  }
};
