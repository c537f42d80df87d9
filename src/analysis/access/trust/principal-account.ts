import { parseArn } from '../arn.ts';

/** The account of a member of the AWS list of a Principal element; null where it has none, as a deleted principal. */
export function accountOf(value: string): string | null {
  if (/^\d{12}$/.test(value)) return value;
  const arn = parseArn(value);
  return arn === null || arn.account === '' ? null : arn.account;
}
