import { X509Certificate } from 'node:crypto';
import { instant, MissingInAnswer } from '../../live.ts';

/** A key of the document and what it is for; one without `use` is for both. */
const KEY = /<(?:[\w.-]+:)?KeyDescriptor\b([^>]*)>([\s\S]*?)<\/(?:[\w.-]+:)?KeyDescriptor\s*>/g;
const CERTIFICATE = /<(?:[\w.-]+:)?X509Certificate\b[^>]*>([\s\S]*?)<\/(?:[\w.-]+:)?X509Certificate\s*>/g;

/**
 * When the certificates of a metadata document expire with which the provider signs its assertions.
 * https://docs.oasis-open.org/security/saml/v2.0/saml-metadata-2.0-os.pdf (2.4.1.1)
 * @throws MissingInAnswer where one cannot be read: when it expires is then unknown.
 */
export const signingCertificates = (document: string): string[] => {
  const found: string[] = [];
  const text = document.replace(/<!--[\s\S]*?-->/g, '');
  for (const [, attributes = '', key = ''] of text.matchAll(KEY)) {
    if (/\buse\s*=\s*["']encryption["']/.test(attributes)) continue;
    for (const [, certificate = ''] of key.matchAll(CERTIFICATE)) found.push(expiryOf(certificate));
  }
  return found.sort();
};

const expiryOf = (base64: string): string => {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(Buffer.from(base64.replace(/\s+/g, ''), 'base64'));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new MissingInAnswer(`a certificate of the metadata document cannot be read: ${error.message}`);
  }
  return instant(new Date(certificate.validTo));
};
