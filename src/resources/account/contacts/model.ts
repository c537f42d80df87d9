import { Type } from 'typebox';
import { defineModel, Nullable, Shape } from '../../../model/define.ts';

const AlternateContact = (what: string) =>
  Nullable(
    Shape({
      email: Type.String({ description: 'The address, in lower case.' }),
      named: Type.Boolean({ description: 'A name is given.' }),
      phone: Type.Boolean({ description: 'A phone number is given.' }),
    }),
    { description: `${what}; null where none is registered. Names and numbers are not read into snapshots.` },
  );

/** Whom AWS turns to about an account. */
export const contacts = defineModel(
  'AWS::Account::Contacts',
  'Whom AWS turns to about an account: its primary and its alternate contacts. One for each account; its ARN is that of the account, ' +
    '`arn:aws:account::111122223333:account`.',
  {
    'primary.missing': Type.Array(Type.String(), {
      description:
        'Of the parts that AWS asks of a primary contact (FullName, AddressLine1, City, PostalCode, CountryCode, PhoneNumber) those that ' +
        'are empty.',
    }),
    security: AlternateContact('Who is told of abuse and vulnerabilities'),
    billing: AlternateContact('Who is told of invoices'),
    operations: AlternateContact('Who is told of outages and maintenance'),
  },
);
