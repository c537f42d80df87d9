import { describe, expect, it } from 'vitest';
import passwordPolicy from '../../../src/resources/iam/accountpasswordpolicy/live.ts';
import { readRows } from '../../../src/resources/iam/credential-report.ts';
import { MissingInAnswer } from '../../../src/resources/live.ts';

const at = { partition: 'aws', account: '111122223333', region: 'us-east-1' };
const seed = { account: at.account };

const header = 'user,arn,user_creation_time,password_enabled';
const root = '<root_account>,arn:aws:iam::111122223333:root,2019-01-01T00:00:00Z,TRUE';
const line = (name: string, password: boolean) =>
  `${name},arn:aws:iam::111122223333:user/${name},2024-01-01T00:00:00Z,${password}`;
const detail = (name: string, created: string) => ({
  UserName: name,
  Arn: `arn:aws:iam::111122223333:user/${name}`,
  CreateDate: new Date(created),
});

/** The number of console users by a report with these rows, and these users in the account. */
const count = async (rows: readonly string[], users: readonly object[]): Promise<unknown> => {
  const report = { generatedAt: '2026-01-31T08:00:00Z', rows: readRows([header, root, ...rows].join('\n')) };
  const { read } = passwordPolicy.facts.consoleUsers;
  return read([async () => report, async () => ({ users })], seed, at);
};

describe('the number of console users', () => {
  it('leaves the root user out, who has a password of another kind', async () => {
    expect(await count([line('alice', false)], [detail('alice', '2024-01-01T00:00:00Z')])).toBe(0);
  });

  it('counts those whose password is enabled', async () => {
    expect(await count([line('alice', true), line('bob', false), line('carol', true)], [])).toBe(2);
  });

  it('claims nothing where the report counts none and is older than a user', async () => {
    const users = [detail('alice', '2024-01-01T00:00:00Z'), detail('new', '2026-01-31T09:00:00Z')];
    await expect(count([line('alice', false)], users)).rejects.toThrow(MissingInAnswer);
  });

  it('takes a user of the same name who was made again for a new one', async () => {
    const users = [detail('alice', '2026-01-31T09:00:00Z')];
    await expect(count([line('alice', false)], users)).rejects.toThrow(MissingInAnswer);
  });
});

describe('the password policy', () => {
  const read = async (answer: unknown): Promise<unknown> =>
    passwordPolicy.facts.policy.read([async () => answer], seed, at);
  const set = {
    MinimumPasswordLength: 6,
    RequireSymbols: false,
    RequireNumbers: false,
    RequireUppercaseCharacters: false,
    RequireLowercaseCharacters: false,
    AllowUsersToChangePassword: false,
    ExpirePasswords: false,
  };

  it('is none where AWS has none', async () => {
    expect(await read(null)).toBeNull();
  });

  it('has no age limit and remembers nothing where AWS leaves them out', async () => {
    const expected = {
      minimumLength: 6,
      characters: [],
      rememberedPasswords: 0,
      maxAgeDays: null,
      usersMayChange: false,
      hardExpiry: false,
    };
    expect(await read(set)).toEqual(expected);
    expect(await read({ ...set, MaxPasswordAge: 0 })).toEqual(expected);
  });
});
