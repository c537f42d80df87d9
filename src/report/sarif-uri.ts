/**
 * A path as SARIF and GitHub want it: a relative reference with forward slashes and everything but unreserved characters
 * percent-encoded, so that no part of it reads as a scheme. What lies outside the working directory has no such path: its `..`
 * become `parent`, a root or drive becomes a folder. GitHub then lists the alert without a preview, instead of refusing the file.
 */
export const toRelativeUri = (file: string): string => {
  const segments: string[] = [];
  let parents = 0;
  for (const segment of file.replaceAll('\\', '/').split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.pop() === undefined) parents += 1;
  }
  const path = [...Array<string>(parents).fill('parent'), ...segments];
  // `encodeURIComponent` throws on lone surrogates, which a file name on disk may hold.
  return path.map((segment) => encodeURIComponent(segment.replace(/\p{Cs}/gu, '\ufffd'))).join('/') || 'snapshot';
};

/** The reference if it is an https address, in the form that every parser of URIs agrees on. */
export const toWebAddress = (reference: string): string | null => {
  const url = URL.canParse(reference) ? new URL(reference) : null;
  return url?.protocol === 'https:' ? url.href : null;
};
