import { FrameworkError, UsageError } from '../errors.ts';
import type { Framework } from '../model/framework.ts';
import { nearest } from '../model/nearest.ts';
import type { Policy } from '../model/policy.ts';
import { isFrameworkFile, readYamlText, yamlFilesAt } from './own-files.ts';

/**
 * The user's own frameworks: what lies in a folder `frameworks` below a folder, or one file in such a folder.
 * @param policies all that they may name.
 * @throws FrameworkError with file, line and column; UsageError where there is no such file or folder.
 */
export const readFrameworks = async (path: string, policies: readonly Policy[]): Promise<Framework[]> => {
  const files = yamlFilesAt(path, FrameworkError).filter((file) => isFrameworkFile(file, path));
  if (files.length === 0) return [];
  const { parseFramework } = await import('../evaluation/framework-file.ts');
  return files.map((file) => parseFramework(readYamlText(file, FrameworkError), file, policies));
};

/** The frameworks of several places together. @throws FrameworkError where two have one id. */
export const joinFrameworks = (frameworks: readonly Framework[]): Framework[] => {
  const byId = new Map<string, Framework>();
  for (const framework of frameworks) {
    if (byId.has(framework.id)) throw new FrameworkError(`two frameworks have the id \`${framework.id}\`: rename one`);
    byId.set(framework.id, framework);
  }
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
};

/** The frameworks of these ids, each once. @throws UsageError naming the nearest. */
export const selectFrameworks = (frameworks: readonly Framework[], ids: readonly string[]): Framework[] => {
  const names = frameworks.map(({ id }) => id);
  return [...new Set(ids.map((id) => id.toLowerCase()))].map((id) => {
    const found = frameworks.find((framework) => framework.id === id);
    if (found !== undefined) return found;
    const close = nearest(id, names);
    throw new UsageError(
      `there is no framework \`${id}\`${close ? `: did you mean \`${close}\`?` : `; there are ${names.join(', ')}`}`,
    );
  });
};
