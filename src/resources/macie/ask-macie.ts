/**
 * Where Amazon Macie exists. Elsewhere its host name does not, and asking ends in ENOTFOUND after every retry.
 * https://docs.aws.amazon.com/general/latest/gr/macie.html
 */
const regions: ReadonlySet<string> = new Set([
  'af-south-1',
  'ap-east-1',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-north-1',
  'eu-south-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'il-central-1',
  'me-south-1',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
]);

/** Whether Macie can be enabled in a Region. */
export const hasMacie = (region: string): boolean => regions.has(region);

/**
 * What Macie answers where the account has not enabled it: an AccessDeniedException that differs from a refusal in its message only.
 * Its API reference lists the code, and for no operation the message: that is AWS's own answer as accounts see it. Any other
 * AccessDeniedException may be a refusal and leaves the facts unknown.
 * https://docs.aws.amazon.com/macie/latest/APIReference/macie.html
 */
const notEnabled = /^Macie is not enabled\.?$/;

/** The answer of Macie, or `null` where the account has not enabled it or the Region has none. A refusal stays one. */
export const askMacie = async <Answer>(region: string, ask: () => Promise<Answer>): Promise<Answer | null> => {
  if (!hasMacie(region)) return null;
  try {
    return await ask();
  } catch (error) {
    const isNotEnabled =
      error instanceof Error && error.name === 'AccessDeniedException' && notEnabled.test(error.message);
    if (isNotEnabled) return null;
    throw error;
  }
};
