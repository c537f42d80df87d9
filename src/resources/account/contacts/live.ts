import {
  AccountClient,
  type AlternateContactType,
  GetAlternateContactCommand,
  GetContactInformationCommand,
} from '@aws-sdk/client-account';
import { type At, call, defineLive, from, given } from '../../live.ts';
import { contacts } from './model.ts';

/** https://docs.aws.amazon.com/accounts/latest/reference/API_GetAlternateContact.html: who is not registered is not found. */
const alternate = (AlternateContactType: AlternateContactType) =>
  call(
    'account:GetAlternateContact',
    AccountClient,
    async (client: AccountClient, _account: string) =>
      given(
        (await client.send(new GetAlternateContactCommand({ AlternateContactType }))).AlternateContact,
        'the contact',
      ),
    { noneOn: ['ResourceNotFoundException'] },
  );

const primary = call('account:GetContactInformation', AccountClient, async (client: AccountClient, _account: string) =>
  given((await client.send(new GetContactInformationCommand({}))).ContactInformation, 'the primary contact'),
);

/** https://docs.aws.amazon.com/accounts/latest/reference/API_ContactInformation.html */
const required = ['FullName', 'AddressLine1', 'City', 'PostalCode', 'CountryCode', 'PhoneNumber'] as const;

const isGiven = (text: string | undefined): boolean => text !== undefined && text.trim() !== '';

const contact = (type: AlternateContactType) =>
  from(alternate(type), ({ EmailAddress, Name, PhoneNumber }) => ({
    email: given(EmailAddress, 'the address of a contact').trim().toLowerCase(),
    named: isGiven(Name),
    phone: isGiven(PhoneNumber),
  }));

export default defineLive(contacts, {
  scope: 'account',
  list: {
    // Every account has contacts: there is nothing to list.
    operations: [],
    actions: [],
    client: AccountClient,
    async *seeds(_client: AccountClient, { account }: At): AsyncIterable<string> {
      yield account;
    },
    needs: [],
  },
  name: (account) => account,
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsaccountmanagement.html
  arn: (account, { partition }) => `arn:${partition}:account::${account}:account`,

  facts: {
    'primary.missing': from(primary, (given) => required.filter((part) => !isGiven(given[part]))),
    security: contact('SECURITY'),
    billing: contact('BILLING'),
    operations: contact('OPERATIONS'),
  },
});
