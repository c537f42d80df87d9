import { ConnectionError, CredentialsError } from '../../errors.ts';
import { errorCode } from './refusal.ts';
import type { SignIn } from './session.ts';

/** What the SDK says where the session of IAM Identity Center is the reason: of its token file, or of what AWS answers to the token. */
const OF_IDENTITY_CENTER = /SSO session|SSO Token|^UnauthorizedException/;

/** Why there are no credentials, and how to get some. */
function explainNone(message: string, who: string, { profile, env }: Omit<SignIn, 'externalId'>): string {
  if (OF_IDENTITY_CENTER.test(message)) {
    const name = profile ?? (env['AWS_PROFILE'] || 'default');
    const state = /expired|Cannot refresh/.test(message)
      ? 'has expired'
      : message.startsWith('Unauthorized')
        ? 'is one that AWS does not accept'
        : 'is not there, or not valid';
    return `the IAM Identity Center session of profile \`${name}\` ${state}: run \`aws sso login --profile ${name}\``;
  }
  // The SDK asks a container's endpoint last, and does not say what it answered.
  const container = env['AWS_CONTAINER_CREDENTIALS_FULL_URI'] || env['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'];
  const asked = profile === undefined && container ? `, the container's \`${container}\` among them` : '';
  return `no AWS credentials${who} were found: ${message}${asked}; set AWS_PROFILE or AWS_ACCESS_KEY_ID, run \`aws sso login\`, or pass --profile`;
}

/** Why signing in failed, in one sentence that says what to do; an error that is none of AWS's or the network's stays what it is. */
export const explainSignIn = (error: unknown, how: Omit<SignIn, 'externalId'>): unknown => {
  const { profile, roleArn } = how;
  const code = errorCode(error);
  if (code === null) return error;
  const message = error instanceof Error ? error.message.replace(/\s+/g, ' ') : '';
  const who = profile === undefined ? '' : ` of profile \`${profile}\``;
  switch (code) {
    case 'CredentialsProviderError':
    case 'TokenProviderError':
      return new CredentialsError(explainNone(message, who, how), { cause: error });
    case 'ExpiredToken':
    case 'ExpiredTokenException':
    case 'RequestExpired':
      return new CredentialsError(`the AWS credentials${who} have expired: sign in again`, { cause: error });
    case 'InvalidClientTokenId':
    case 'UnrecognizedClientException':
    case 'SignatureDoesNotMatch':
    case 'InvalidSignatureException':
    case 'AuthFailure':
    case 'IncompleteSignature':
      return new CredentialsError(
        `AWS does not accept the credentials${who} (${code}): check the access key and its secret`,
        { cause: error },
      );
    case 'AccessDenied':
    case 'AccessDeniedException':
      return new CredentialsError(
        roleArn === undefined
          ? `AWS refuses the credentials${who} (${code}): ${message}`
          : `the role \`${roleArn}\` cannot be assumed (${code}): ${message}; check its trust policy and --external-id`,
        { cause: error },
      );
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'ECONNRESET':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
    case 'TimeoutError':
      return new ConnectionError(
        `AWS cannot be reached (${code}): ${message}; check the network, AWS_REGION and AWS_ENDPOINT_URL`,
        { cause: error },
      );
    default:
      return new CredentialsError(`AWS refuses to say whose credentials${who} these are (${code}): ${message}`, {
        cause: error,
      });
  }
};
