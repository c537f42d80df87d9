import { describe, expect, it } from 'vitest';
import { askMacie } from '../../../src/resources/macie/ask-macie.ts';

const failing = (name: string, message: string) => async (): Promise<string> => {
  throw Object.assign(new Error(message), { name });
};

describe('an answer of Macie', () => {
  it('is none where the account has not enabled Macie', async () => {
    const ask = (message: string) => askMacie('eu-central-1', failing('AccessDeniedException', message));
    expect(await ask('Macie is not enabled.')).toBeNull();
    expect(await ask('Macie is not enabled')).toBeNull();
  });

  it('stays a refusal where the caller may not ask', async () => {
    const message = 'User: arn:aws:iam::111122223333:user/a is not authorized to perform: macie2:GetMacieSession';
    const ask = (name: string, said: string) => askMacie('eu-central-1', failing(name, said));
    await expect(ask('AccessDeniedException', message)).rejects.toThrow(message);
    await expect(ask('AccessDeniedException', 'Macie is not enabled for you')).rejects.toThrow();
    await expect(ask('ThrottlingException', 'Macie is not enabled')).rejects.toThrow();
  });

  // https://docs.aws.amazon.com/general/latest/gr/macie.html
  it('is none in a Region without Macie, which is not asked', async () => {
    expect(await askMacie('eu-central-2', failing('Error', 'asked'))).toBeNull();
    expect(await askMacie('us-gov-west-1', failing('Error', 'asked'))).toBeNull();
  });
});
