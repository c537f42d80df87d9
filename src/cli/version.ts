declare const __VERSION__: string;

/** The tool, as reports and snapshots name it. The build fills in the version of `package.json`. */
export const tool = { name: 'datawarden', version: __VERSION__ } as const;
