import { Type } from 'typebox';
import { defineModel, Nullable, OneOf, Shape } from '../../../model/define.ts';

/** The password policy of an account. */
export const accountPasswordPolicy = defineModel(
  'AWS::IAM::AccountPasswordPolicy',
  'The rules for the console passwords of IAM users, one for each account. AWS gives it no ARN: ours is `arn:aws:iam::111122223333:password-policy`.',
  {
    policy: Nullable(
      Shape({
        minimumLength: Type.Integer({ minimum: 0 }),
        characters: Type.Array(OneOf(['uppercase', 'lowercase', 'number', 'symbol']), {
          description: 'What a password must have at least one of, each.',
        }),
        rememberedPasswords: Type.Integer({
          minimum: 0,
          description: 'How many previous passwords may not be used again; 0: all may.',
        }),
        maxAgeDays: Nullable(Type.Integer({ minimum: 1 }), {
          description: 'Days that a password is valid; null: it never expires.',
        }),
        usersMayChange: Type.Boolean({ description: 'Every user may change their own password.' }),
        hardExpiry: Type.Boolean({ description: 'An expired password can be renewed by an administrator only.' }),
      }),
      {
        description:
          "The account's own policy; null where none was ever set. Then AWS's default holds: 8 characters of three kinds, without expiry.",
      },
    ),
    consoleUsers: Type.Integer({
      minimum: 0,
      description:
        'How many IAM users have a console password (credential report, made by AWS up to four hours ago). Unknown where it counts none and a user is newer than the report.',
    }),
  },
);
