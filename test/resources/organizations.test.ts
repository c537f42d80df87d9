import { describe, expect, it } from 'vitest';
import { readRecordings, replay } from './recording.ts';

// Who may ask what: https://docs.aws.amazon.com/organizations/latest/APIReference/API_Operations.html

const recorded = (type: string) => {
  const found = readRecordings().find((recording) => recording.type === type);
  if (found === undefined) throw new Error(`no recording of ${type}`);
  return found;
};

const notInUse = {
  name: 'AWSOrganizationsNotInUseException',
  message: 'Your account is not a member of an organization.',
};

/** Every operation of a recording, answered with an error. */
const failing = (type: string, error: { readonly name: string; readonly message: string }) => {
  const recording = recorded(type);
  const answers = Object.fromEntries(Object.keys(recording.answers).map((operation) => [operation, [{ error }]]));
  return replay({ ...recording, answers });
};

describe('an account that belongs to no organization', () => {
  it('has none, which is known', async () => {
    const { resources, gaps } = await failing('AWS::Organizations::Organization', notInUse);
    const [own] = resources;
    expect({ gaps, unknown: own?.unknown }).toEqual({ gaps: [], unknown: {} });
    expect(new Set(Object.values(own?.facts ?? {}))).toEqual(new Set([null]));
  });

  it.each(['AWS::Organizations::Account', 'AWS::Organizations::Policy'])('has no %s, and no gap', async (type) => {
    const { resources, gaps } = await failing(type, notInUse);
    expect({ resources, gaps }).toEqual({ resources: [], gaps: [] });
  });
});

describe('a member account', () => {
  const denied = { name: 'AccessDeniedException', message: "You don't have permissions to access this resource." };

  it('knows its organization and the block of public access, and not what only few accounts may ask', async () => {
    const recording = recorded('AWS::Organizations::Organization');
    const answers = { ...recording.answers, 'organizations:ListRoots': [{ error: denied }] };
    const [own] = (await replay({ ...recording, answers })).resources;
    expect(own?.facts).toMatchObject({ id: 'o-exampleorgid', 'access.s3PublicAccessBlock': 'all' });
    expect(Object.keys(own?.unknown ?? {}).sort()).toEqual(['enabledPolicyTypes', 'root']);
  });

  it.each(['AWS::Organizations::Account', 'AWS::Organizations::Policy'])('leaves a gap for %s', async (type) => {
    const { resources, gaps } = await failing(type, denied);
    expect(resources).toEqual([]);
    expect(gaps).toMatchObject([{ type, operation: 'organizations:ListRoots', code: 'AccessDeniedException' }]);
  });
});

it('knows that no S3 policy applies to an account', async () => {
  const recording = recorded('AWS::Organizations::Organization');
  const error = { name: 'EffectivePolicyNotFoundException', message: 'There is no effective policy.' };
  const answers = { ...recording.answers, 'organizations:DescribeEffectivePolicy': [{ error }] };
  const [own] = (await replay({ ...recording, answers })).resources;
  expect(own?.facts['access.s3PublicAccessBlock']).toBeNull();
});
