import { AccountClient, PutAlternateContactCommand } from '@aws-sdk/client-account';
import type { Answerer } from '../answerer.ts';
import type { Site } from './site.ts';
import { accounts, prod, sandbox, using } from './site.ts';

// Whom AWS turns to about the accounts: three teams for the one, nobody for the other.

/** Registers the contacts. */
export const fillContacts = async ({ at, expect }: Site): Promise<void> => {
  await using(new AccountClient(at(prod, 'us-east-1')), async (client) => {
    for (const AlternateContactType of ['SECURITY', 'BILLING', 'OPERATIONS'] as const) {
      const EmailAddress = `${AlternateContactType.toLowerCase()}@acme.example`;
      const who = { Name: 'The team', Title: 'On call', EmailAddress, PhoneNumber: '+49 30 901820' };
      await client.send(new PutAlternateContactCommand({ AlternateContactType, ...who }));
    }
  });
  for (const policy of ['account-security-contact-registered', 'account-contacts-current-and-distinct']) {
    expect.pass(policy, `arn:aws:account::${prod}:account`);
    expect.fail(policy, `arn:aws:account::${sandbox}:account`);
  }
  for (const account of accounts) {
    expect.pass('account-part-of-organizations', `arn:aws:organizations::${account}:organization`);
  }
};

/** What the emulator does not know of accounts. */
export const contactAnswers: Readonly<Record<string, Answerer>> = {
  // https://docs.aws.amazon.com/accounts/latest/reference/API_GetContactInformation.html
  'account:GetContactInformation': () => ({
    ContactInformation: {
      ...{ FullName: 'Acme Data', AddressLine1: '1 Main Street', City: 'Berlin', PostalCode: '10115' },
      ...{ CountryCode: 'DE', PhoneNumber: '+49 30 901820', CompanyName: 'Acme' },
    },
  }),
};
