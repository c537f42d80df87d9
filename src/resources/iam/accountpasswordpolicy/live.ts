import { GetAccountPasswordPolicyCommand, IAMClient, type PasswordPolicy } from '@aws-sdk/client-iam';
import { type At, call, defineLive, from, fromAll, given, MissingInAnswer } from '../../live.ts';
import { accountDetails } from '../account-details.ts';
import { credentialReport } from '../credential-report.ts';
import { rowOf } from '../user-credentials.ts';
import { accountPasswordPolicy } from './model.ts';

interface PasswordPolicySeed {
  readonly account: string;
}

const passwordPolicy = call(
  'iam:GetAccountPasswordPolicy',
  IAMClient,
  async (client: IAMClient, _seed: PasswordPolicySeed) =>
    given((await client.send(new GetAccountPasswordPolicyCommand({}))).PasswordPolicy, 'the password policy'),
  { noneOn: ['NoSuchEntityException'] },
);

const required = (policy: PasswordPolicy) => {
  const rules = [
    ['uppercase', given(policy.RequireUppercaseCharacters, 'RequireUppercaseCharacters')],
    ['lowercase', given(policy.RequireLowercaseCharacters, 'RequireLowercaseCharacters')],
    ['number', given(policy.RequireNumbers, 'RequireNumbers')],
    ['symbol', given(policy.RequireSymbols, 'RequireSymbols')],
  ] as const;
  return rules.filter(([, on]) => on).map(([kind]) => kind);
};

export default defineLive(accountPasswordPolicy, {
  scope: 'account',
  list: {
    operations: [],
    actions: [],
    client: IAMClient,
    async *seeds(_client: IAMClient, at: At): AsyncIterable<PasswordPolicySeed> {
      yield { account: at.account };
    },
    needs: [],
  },
  name: () => 'password-policy',
  arn: (_seed, { partition, account }) => `arn:${partition}:iam::${account}:password-policy`,

  facts: {
    policy: from(passwordPolicy, (policy) => ({
      minimumLength: given(policy.MinimumPasswordLength, 'MinimumPasswordLength'),
      characters: required(policy),
      // Both are left out where they are not set: https://docs.aws.amazon.com/IAM/latest/APIReference/API_PasswordPolicy.html
      rememberedPasswords: policy.PasswordReusePrevention ?? 0,
      maxAgeDays: policy.MaxPasswordAge || null,
      usersMayChange: given(policy.AllowUsersToChangePassword, 'AllowUsersToChangePassword'),
      hardExpiry: policy.HardExpiry ?? false,
    })),
    consoleUsers: fromAll([credentialReport, accountDetails], async ([report, details]) => {
      const credentials = await report();
      const rows = [...credentials.rows.values()].filter((row) => !row.text('arn').endsWith(':root'));
      const count = rows.filter((row) => row.flag('password_enabled')).length;
      if (count > 0) return count;
      // "None" is a claim about every user: it does not hold for one that the report is too old to have.
      const { users } = await details();
      if (users.some((user) => rowOf(credentials, user) === null)) {
        throw new MissingInAnswer(
          'the credential report is older than some users: it counts no password, and cannot have theirs',
        );
      }
      return 0;
    }),
  },
});
