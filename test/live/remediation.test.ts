import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Finding } from '../../src/model/finding.ts';
import { shippedPolicies } from '../../src/pipeline/shipped.ts';
import type { Accounts } from './accounts.ts';
import { login } from './accounts.ts';
import { type AwsShell, startAwsShell } from './aws-cli.ts';
import { signIn } from './cli.ts';
import type { Emulator } from './emulator.ts';
import { requireEmulator, startEmulator } from './emulator.ts';
import { accounts, fillEstate, prod, regions, sandbox } from './estate.ts';
import { collectHere, evaluateHere } from './in-process.ts';
import type { AwsProxy } from './proxy.ts';
import { startProxy } from './proxy.ts';
import { ofAccount, type Remedy, remedies, untried } from './remedies.ts';

const { available } = await requireEmulator();

/** The commands of one case, where a comment heads each: those before the first comment are everybody's. */
const commandsFor = (text: string, alternative: string | undefined): string => {
  if (alternative === undefined) return text;
  let wanted = true;
  return text
    .split('\n')
    .filter((line) => {
      if (/^# /.test(line)) wanted = alternative !== '' && line.startsWith(`# ${alternative}`);
      return wanted;
    })
    .join('\n');
};

/** The text as a reader would run it. */
const fillIn = (text: string, name: string, { values = {}, alternative, mended = {} }: Remedy): string => {
  let script = commandsFor(text, alternative);
  for (const [word, value] of Object.entries(values))
    script = script.replaceAll(new RegExp(`\\b${word}\\b`, 'g'), () => value.replaceAll('{name}', name));
  for (const file of Object.keys(mended)) {
    const lines = script.split('\n');
    let at = lines.findIndex((line) => line.includes(`file://${file}`));
    // The file is there before the whole command, whose lines go on with a backslash.
    while (at > 0 && lines[at - 1]?.endsWith('\\')) at--;
    lines.splice(at, 0, `cp mended-${file} ${file}`);
    script = lines.join('\n');
  }
  return script;
};

describe.skipIf(!available)('what policies advise', () => {
  let emulator: Emulator;
  let administrators: Accounts;
  let proxy: AwsProxy;
  let shell: AwsShell;
  let root: string;
  let before: readonly Finding[];
  const ran = new Map<
    string,
    { readonly script: string; readonly arn: string; readonly code: number | null; readonly output: string }
  >();
  let after: readonly Finding[];

  const look = async (name: string): Promise<readonly Finding[]> => {
    const found: Finding[] = [];
    for (const account of accounts) {
      const credentials = administrators.get(account);
      if (credentials === undefined) throw new Error(`no administrator of account ${account}`);
      const file = join(root, `${name}-${account}.ndjson`);
      await collectHere(file, { AWS_ENDPOINT_URL: proxy.endpoint, ...signIn(credentials) }, { regions });
      found.push(...(await evaluateHere(file)).findings);
    }
    return found;
  };

  const failing = ({ policy, fails }: Remedy): readonly Finding[] =>
    before.filter(
      (one) =>
        one.policy.id === policy &&
        one.verdict === 'fail' &&
        (typeof fails === 'string' ? one.resource.arn?.endsWith(fails) : fails.test(one.resource.arn ?? '')),
    );

  /** Something of its own for each, those first that have the least to choose from. */
  const share = (all: readonly Remedy[]): ReadonlyMap<Remedy, Finding> => {
    const shared = new Map<Remedy, Finding>();
    const taken = new Set<string>();
    const wanted = all.map((remedy) => ({ remedy, found: failing(remedy) }));
    for (const { remedy, found } of wanted.toSorted((one, other) => one.found.length - other.found.length)) {
      const finding = found.find(({ resource }) => !taken.has(resource.arn ?? '')) ?? found[0];
      if (finding === undefined) continue;
      shared.set(remedy, finding);
      if (finding.resource.arn !== null) taken.add(finding.resource.arn);
    }
    return shared;
  };

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'datawarden-remedies-'));
    emulator = await startEmulator();
    administrators = await login(emulator.endpoint, accounts);
    const { layers } = await fillEstate(emulator.endpoint, administrators);
    proxy = await startProxy({ target: emulator.endpoint, accounts: administrators, layers });
    shell = await startAwsShell(proxy.endpoint, administrators);
    const all = [...remedies, ...ofAccount];
    const unmade: string[] = [];
    for (const { policy, setUp } of all) {
      if (setUp === undefined) continue;
      const { code, output } = await shell.run(setUp, sandbox);
      if (code !== 0) unmade.push(`${policy}: ${output}`);
    }
    expect(unmade).toEqual([]);
    before = await look('before');
    const shared = share(all);
    // What deletes something may delete what another's rests on.
    const inTurn = [...remedies.filter(({ gone }) => !gone), ...remedies.filter(({ gone }) => gone), ...ofAccount];
    for (const remedy of inTurn) {
      const found = shared.get(remedy);
      if (found === undefined) continue;
      const { resource, remediation } = found;
      const script = fillIn(remediation.cli ?? '', resource.name ?? '', remedy);
      const files = Object.fromEntries(
        Object.entries(remedy.mended ?? {}).map(([name, value]) => [`mended-${name}`, JSON.stringify(value)]),
      );
      const { code, output } = await shell.run(script, resource.account ?? prod, files);
      ran.set(remedy.policy, { script, arn: resource.arn ?? '', code, output });
    }
    after = await look('after');
  }, 600_000);

  afterAll(async () => {
    await shell?.stop();
    await proxy?.stop();
    await emulator?.stop();
    if (root) await rm(root, { recursive: true, force: true });
  });

  test.each([...remedies, ...ofAccount])('$policy: the commands run, and what failed passes', ({ policy, gone }) => {
    const { script, arn, code, output } = ran.get(policy) ?? { script: '', arn: '', code: null, output: '' };
    expect({ code, output: code === 0 ? '' : output, script: code === 0 ? '' : script }).toEqual({
      code: 0,
      output: '',
      script: '',
    });
    const verdict = after.find((one) => one.policy.id === policy && one.resource.arn === arn)?.verdict;
    expect({ arn, verdict, script }).toEqual({ arn, verdict: gone ? undefined : 'pass', script });
  });

  test('every policy with commands is tried, or it is said why not', () => {
    const advised = shippedPolicies().flatMap(({ policy }) =>
      policy.remediation.cli === undefined ? [] : [policy.id],
    );
    const named = [...remedies, ...ofAccount, ...untried].map(({ policy }) => policy);
    expect(named.toSorted()).toEqual([...new Set(named)].toSorted());
    expect(named.toSorted()).toEqual(advised.toSorted());
  });
});
